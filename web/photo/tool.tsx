import { Icon, type IconName } from '../ui/icon.js';

/** A button over the photo. */
export function Tool(props: { icon: IconName; label: string; isPressed?: boolean; onClick: () => void }) {
  const { icon, label, isPressed, onClick } = props;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
