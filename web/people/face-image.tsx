import { Icon } from '../ui/icon.js';

/** A face in a circle; a person whose photos are gone has none. */
export function FaceImage({ image, alt = '' }: { image: string | undefined; alt?: string }) {
  if (image === undefined)
    return (
      <span class="face is-missing">
        <Icon name="person" />
      </span>
    );
  return <img class="face" src={image} alt={alt} loading="lazy" draggable={false} />;
}
