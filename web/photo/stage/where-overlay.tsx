import { useEffect, useRef } from 'preact/hooks';
import type { WhereResponse } from '../../../src/search/types/where.js';
import { getWhere } from '../../api/search.js';
import { t } from '../../language/translate.js';
import { useAnswer } from '../../ui/use-answer.js';
import { toShares } from './to-shares.js';

/** How dark the picture gets where nothing of the query is, 0…255. */
const DARKEST = 200;

/** Below this share of the heat it is dark: the gradient is steep where something begins. */
const COLD = 0.25;

interface WhereOverlayProps {
  id: number;
  /** Of a film or document; `null`: a photo. */
  frame: number | null;
  /** The terms that are looked for, in the query language. */
  q: string;
}

/** Where the terms of the query lie: the picture is dark elsewhere, and each term has its box. */
export function WhereOverlay({ id, frame, q }: WhereOverlayProps) {
  const key = JSON.stringify([id, frame, q]);
  const { answer, error } = useAnswer(key, async (signal) => ({
    key,
    where: await getWhere(id, { q, frame }, signal),
  }));
  const where = answer?.key === key ? answer.where : undefined;
  return (
    <>
      {where !== undefined && <Heat where={where} />}
      {where?.terms.map(({ text, box }) => (
        <span key={text} class="stage-place" style={toShares(box)}>
          <span class="stage-place-name">{text}</span>
        </span>
      ))}
      {where === undefined && (
        <span class="stage-wait" role="status">
          {error === '' ? t('where.looking') : error}
        </span>
      )}
    </>
  );
}

/** A pixel a cell; the browser smooths them. */
function Heat({ where }: { where: WhereResponse }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) context.putImageData(paint(where), 0, 0);
  }, [where]);
  return <canvas class="stage-heat" ref={canvas} width={where.columns} height={where.rows} />;
}

function paint({ rows, columns, terms }: WhereResponse): ImageData {
  const image = new ImageData(columns, rows);
  for (let cell = 0; cell < rows * columns; cell++) {
    const heat = Math.max(...terms.map(({ cells }) => cells[cell] ?? 0));
    image.data[cell * 4 + 3] = DARKEST * (1 - Math.max(0, heat - COLD) / (1 - COLD));
  }
  return image;
}
