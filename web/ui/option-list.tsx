import type { ComponentChildren } from 'preact';

interface OptionListProps<Item> {
  id: string;
  /** Each option has the id `NAME-INDEX`, for `aria-activedescendant` of the input. */
  name: string;
  label: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** Index of the chosen one; −1: none. */
  chosen: number;
  onChoose: (item: Item) => void;
  children: (item: Item) => ComponentChildren;
}

/** The completions below an input that is a combobox. */
export function OptionList<Item>({ id, name, label, items, keyOf, chosen, onChoose, children }: OptionListProps<Item>) {
  return (
    <div class="suggestions" id={id} role="listbox" aria-label={label} hidden={items.length === 0}>
      {items.map((item, index) => (
        // The keys are handled by the input, which keeps the focus.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
        // biome-ignore lint/a11y/useFocusableInteractive: see above.
        <div
          key={keyOf(item)}
          id={`${name}-${index}`}
          class="suggestion"
          role="option"
          aria-selected={index === chosen}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(item)}
        >
          {children(item)}
        </div>
      ))}
    </div>
  );
}
