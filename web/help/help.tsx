import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';

const KEYS: readonly [string, string][] = [
  ['/', 'search box'],
  ['Enter', 'search; open the photo'],
  ['← → ↑ ↓', 'from photo to photo'],
  ['m', 'more like this'],
  ['l', 'less like this'],
  ['x', 'select'],
  ['Esc', 'close'],
  ['i', 'metadata of the open photo'],
  ['d', 'download it'],
  ['c', 'copy the path of its folder'],
  ['?', 'this help'],
];

const EXAMPLES: readonly [string, string][] = [
  ['a dog on the beach', 'a description of the photo'],
  ['a dog + "snow" - "people"', 'several things, added and subtracted'],
  ['2:"red" + "car"', 'red counts twice'],
  ['taken:2023 camera:canon', 'filters narrow'],
  ['sunset -tag:beach', 'a minus excludes'],
  ['near:"Paris" 30km', 'around a place'],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog class="help" label="Keyboard and help" onClose={onClose}>
      <header>
        <h2>Help</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="help-columns">
        <section>
          <h3>Keys</h3>
          <dl>
            {KEYS.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>What can be asked</h3>
          <dl class="help-examples">
            {EXAMPLES.map(([query, meaning]) => (
              <div key={query}>
                <dt>
                  <code>{query}</code>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
          <p>An image that is dropped here, pasted or chosen is a query, too.</p>
        </section>
      </div>
      <p class="help-credit">Map: Natural Earth (public domain).</p>
    </Dialog>
  );
}
