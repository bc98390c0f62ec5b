import { useRef, useState } from 'preact/hooks';
import type { Box } from '../../../src/model/evidence.js';
import { t } from '../../language/translate.js';
import type { PhotoPart } from '../../state/uploads.js';
import { showToast } from '../../ui/toast.js';
import { choosePreviewEdge, type StageImage } from './large-image.js';
import { toShares } from './to-shares.js';

/** A smaller part, in shares of a side, is a slip of the hand. */
const LEAST = 0.02;

type Point = Pick<Box, 'x' | 'y'>;

interface PartLayerProps {
  image: StageImage;
  /** Takes the part that was chosen, as a picture, and of which photo it is; `undefined`: of a frame. */
  onPart: (file: File, part: PhotoPart | undefined) => void;
}

/** Takes the pointer over the picture: a box that is dragged is cut out. */
export function PartLayer({ image, onPart }: PartLayerProps) {
  const layer = useRef<HTMLDivElement>(null);
  const [start, setStart] = useState<Point | null>(null);
  const [box, setBox] = useState<Box | null>(null);
  const toPoint = ({ clientX, clientY }: PointerEvent): Point => {
    const edges = (layer.current as HTMLDivElement).getBoundingClientRect();
    const share = (at: number, from: number, length: number) => Math.min(1, Math.max(0, (at - from) / length));
    return { x: share(clientX, edges.left, edges.width), y: share(clientY, edges.top, edges.height) };
  };
  const end = () => {
    setStart(null);
    if (box === null || box.width < LEAST || box.height < LEAST) return setBox(null);
    const part = image.frame === null ? { id: image.id, box } : undefined;
    cutPart(image, box).then(
      (file) => onPart(file, part),
      () => showToast(t('part.failed')),
    );
  };
  return (
    <div
      class="stage-part"
      ref={layer}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        layer.current?.setPointerCapture(event.pointerId);
        setStart(toPoint(event));
        setBox(null);
      }}
      onPointerMove={(event) => {
        if (start !== null) setBox(toBox(start, toPoint(event)));
      }}
      onPointerUp={end}
      onPointerCancel={() => {
        setStart(null);
        setBox(null);
      }}
    >
      {box === null ? (
        <span class="stage-wait">{t('part.drag')}</span>
      ) : (
        <span class="stage-cut" style={toShares(box)} />
      )}
    </div>
  );
}

function toBox(one: Point, other: Point): Box {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return { x, y, width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
}

/** Cuts the part out of the image that is shown, which has come already. */
async function cutPart({ thumbnail, name }: StageImage, box: Box): Promise<File> {
  const whole = new Image();
  whole.src = `${thumbnail}&edge=${choosePreviewEdge()}`;
  await whole.decode();
  const [width, height] = [whole.naturalWidth, whole.naturalHeight];
  const part = new OffscreenCanvas(Math.max(1, box.width * width), Math.max(1, box.height * height));
  part
    .getContext('2d')
    ?.drawImage(whole, box.x * width, box.y * height, part.width, part.height, 0, 0, part.width, part.height);
  const blob = await part.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  return new File([blob], t('part.name', { name }), { type: blob.type });
}
