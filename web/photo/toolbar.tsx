import type { PhotoDetail } from '../api/types.js';
import { t } from '../language/translate.js';
import { LESS } from '../results/less.js';
import { getFileName } from '../results/tile-data.js';
import { Icon, type IconName } from '../ui/icon.js';

interface ToolbarProps {
  id: number;
  photo: PhotoDetail | undefined;
  canZoom: boolean;
  isZoomed: boolean;
  /** `undefined`: no words are searched for. */
  showsWhere: boolean | undefined;
  /** `undefined`: no photo has faces. */
  showsFaces: boolean | undefined;
  /** Whether a part of it is being chosen; `undefined`: it has none. */
  isCutting: boolean | undefined;
  showsMetadata: boolean;
  onWhere: () => void;
  onFaces: () => void;
  onCut: () => void;
  onZoom: () => void;
  onRefine: (id: number, weight: number) => void;
  onReveal: () => void;
  onShare: () => void;
  onMetadata: () => void;
}

/** What can be done with the open photo. */
export function Toolbar(props: ToolbarProps) {
  const { id, photo, canZoom, isZoomed, showsWhere, showsFaces, isCutting, showsMetadata, onRefine } = props;
  return (
    <>
      {canZoom && (
        <Tool
          class="for-pointers"
          icon="zoom"
          name={t('tool.zoom')}
          label={t('photo.zoom')}
          isPressed={isZoomed}
          onClick={props.onZoom}
        />
      )}
      {showsWhere !== undefined && (
        <Tool
          icon="where"
          name={t('tool.where')}
          label={t('photo.where')}
          isPressed={showsWhere}
          onClick={props.onWhere}
        />
      )}
      {showsFaces !== undefined && (
        <Tool
          icon="person"
          name={t('tool.faces')}
          label={t('photo.faces')}
          isPressed={showsFaces}
          onClick={props.onFaces}
        />
      )}
      {isCutting !== undefined && (
        <Tool
          class="for-pointers"
          icon="part"
          name={t('tool.part')}
          label={t('photo.part')}
          isPressed={isCutting}
          onClick={props.onCut}
        />
      )}
      <Tool icon="plus" name={t('tool.more')} label={t('tile.moreThis')} onClick={() => onRefine(id, 1)} />
      <Tool icon="minus" name={t('tool.less')} label={t('tile.lessThis')} onClick={() => onRefine(id, LESS)} />
      <Tool
        class="for-pointers"
        icon="reveal"
        name={t('tool.folder')}
        label={t('photo.reveal')}
        onClick={props.onReveal}
      />
      <Tool icon="share" name={t('selection.share')} label={t('photo.share')} onClick={props.onShare} />
      <a
        class="icon-button"
        id="download"
        href={`api/v1/photos/${id}/original`}
        download={photo === undefined ? '' : getFileName(photo.path)}
        aria-label={t('photo.download')}
        title={t('photo.download')}
      >
        <Icon name="download" />
        <span class="icon-label">{t('selection.download')}</span>
      </a>
      <Tool
        icon="metadata"
        name={t('photo.metadata')}
        label={t('photo.metadataKey')}
        isPressed={showsMetadata}
        onClick={props.onMetadata}
      />
    </>
  );
}

/**
 * A button over the photo.
 * @param name below the icon; the label says it in full
 */
export function Tool(props: {
  icon: IconName;
  name: string;
  label: string;
  class?: string;
  isPressed?: boolean;
  onClick: () => void;
}) {
  const { icon, name, label, class: more = '', isPressed, onClick } = props;
  return (
    <button
      type="button"
      class={`icon-button ${more}`}
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span class="icon-label">{name}</span>
    </button>
  );
}
