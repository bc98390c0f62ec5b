import { formatNumber, t } from '../../language/translate.js';
import { Icon } from '../../ui/icon.js';
import { toOriginal } from '../open-file.js';
import type { ContentStageProps } from './content-stage.js';
import { FrameStage, type ShownFrame } from './frame-stage.js';

/** A document, open at the page that was found. */
export function DocumentStage(props: ContentStageProps) {
  const { id, photo } = props.file;
  const pages = photo?.metadata?.media?.pages ?? null;
  return (
    <FrameStage
      {...props}
      label={t('frames.pagesOf')}
      bar={(shown) => <PageBar shown={shown} pages={pages} file={photo?.format === 'pdf' ? toOriginal(id) : null} />}
    />
  );
}

/** @param pages of the file, which may have more than were indexed */
function PageBar({ shown, pages, file }: { shown: ShownFrame; pages: number | null; file: string | null }) {
  const { frame, at, count, step } = shown;
  const page = frame?.page ?? at + 1;
  return (
    <div class="stage-bar">
      <button
        type="button"
        class="icon-button"
        aria-label={t('frames.pageBefore')}
        title={t('frames.pageBefore')}
        disabled={at === 0}
        onClick={() => step(-1)}
      >
        <Icon name="left" />
      </button>
      <span role="status">
        {frame !== undefined &&
          t('frames.pageOf', { page: formatNumber(page), pages: formatNumber(Math.max(pages ?? 0, count)) })}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t('frames.pageAfter')}
        title={t('frames.pageAfter')}
        disabled={at >= count - 1}
        onClick={() => step(1)}
      >
        <Icon name="right" />
      </button>
      {file !== null && (
        <a class="stage-link" href={`${file}#page=${page}`} target="_blank" rel="noopener">
          {t('frames.openPage')}
        </a>
      )}
    </div>
  );
}
