import { useEffect, useState } from 'preact/hooks';
import { SignIn } from './access/sign-in.js';
import { setSignInHandler } from './api/client.js';
import { DuplicatesPage } from './duplicates/duplicates-page.js';
import { Help } from './help/help.js';
import { MissingPage } from './help/missing-page.js';
import { HomePage } from './home/home-page.js';
import { getLanguage, t } from './language/translate.js';
import { LibraryPage } from './library/library-page.js';
import { Lightbox } from './photo/lightbox.js';
import { addTerm, toIdTerm } from './query/edit-query.js';
import { getPlainText } from './query/query-text.js';
import { isEmptyQuery, type Query } from './query/types.js';
import { ResultsPage } from './results/results-page.js';
import { Bar } from './search/bar.js';
import { watchConnection } from './state/connection.js';
import { getPlace, go, usePlace, watchHistory } from './state/history.js';
import { getSearchKey, HOME, type Route } from './state/route.js';
import { type PhotoPart, storeUpload } from './state/uploads.js';
import { watchKeys } from './state/watch-keys.js';
import { watchUploads } from './state/watch-uploads.js';
import { Icon } from './ui/icon.js';
import { Suspend } from './ui/suspend.js';
import { Notices, showToast } from './ui/toast.js';

/** Shows the results of a query, from the top. */
function goSearch(query: Query): void {
  go({ ...HOME, query, sort: getPlace().route.sort });
}

/** An uploaded image, or a part of a photo, starts a new query. */
function searchByImage(file: File, part?: PhotoPart): void {
  const name = file.name || t('upload.pasted');
  goSearch({ terms: [{ kind: 'upload', value: name, key: storeUpload(file, part), weight: 1 }], filters: [] });
}

/** More, or less, like a photo: one more term. */
function refine(id: number, weight: number): void {
  const { query } = getPlace().route;
  goSearch(addTerm(query, toIdTerm(id, weight)));
}

/** @param keyError why the key in the address that the page was opened with does not sign in; empty: it does, or there was none */
export function App({ keyError }: { keyError: string }) {
  const { route, state } = usePlace();
  const [isHovered, setHovered] = useState(false);
  const [needsKey, setNeedsKey] = useState(keyError !== '');
  const [language, setLanguage] = useState(getLanguage);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const isHome = route.view === 'search' && isEmptyQuery(route.query);

  useEffect(watchHistory, []);
  useEffect(watchConnection, []);
  useEffect(() => setSignInHandler(() => setNeedsKey(true)), []);
  useEffect(() => watchUploads({ onUpload: searchByImage, onRefusal: showToast, onHover: setHovered }), []);
  useEffect(() => watchKeys(() => setHelpOpen(true)), []);
  useEffect(() => {
    document.title = makeTitle(route);
  }, [route, language]);

  if (needsKey) return <SignIn error={keyError} />;
  return (
    <div class={`page is-${isHome ? 'home' : route.view}`}>
      <Bar
        route={route}
        isHome={isHome}
        onSearch={goSearch}
        onUpload={searchByImage}
        onHelp={() => setHelpOpen(true)}
      />
      <main key={language}>
        {isHome && <HomePage onSearch={goSearch} />}
        {route.view === 'search' && !isHome && (
          <ResultsPage
            key={getSearchKey(route)}
            route={route}
            entry={state.key}
            onSearch={goSearch}
            onRefine={refine}
          />
        )}
        {route.view === 'duplicates' && <DuplicatesPage />}
        {route.view === 'people' && (
          <Suspend load={() => import('./people/people-section.js')}>
            {({ PeopleSection }) => <PeopleSection person={route.person} />}
          </Suspend>
        )}
        {route.view === 'library' && <LibraryPage />}
        {route.view === 'missing' && <MissingPage />}
      </main>
      {route.photo !== null && <Lightbox route={route} id={route.photo} onRefine={refine} onPart={searchByImage} />}
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} onLanguage={() => setLanguage(getLanguage())} />}
      <div class="drop-zone" id="drop-zone" hidden={!isHovered}>
        <p>
          <Icon name="picture" />
          {t('upload.drop')}
        </p>
      </div>
      <Notices />
    </div>
  );
}

function makeTitle({ view, query }: Route): string {
  if (view === 'duplicates') return `${t('bar.duplicates')} – photoseek`;
  if (view === 'people') return `${t('bar.people')} – photoseek`;
  if (view === 'missing') return `${t('missing.title')} – photoseek`;
  if (view === 'library') return `${t('bar.library')} – photoseek`;
  if (isEmptyQuery(query)) return 'photoseek';
  const words = getPlainText(query) ?? query.terms.find(({ kind }) => kind !== 'id')?.value ?? t('title.similar');
  return `${words} – photoseek`;
}
