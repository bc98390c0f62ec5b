import { getRegions } from '../api/search.js';
import { useAnswer } from '../ui/use-answer.js';
import { PictureText } from './picture-text.js';
import { type MarkedThings, PictureThings } from './picture-things.js';

interface PictureRegionsProps {
  id: number;
  marked: MarkedThings | undefined;
  onMark: (marked: MarkedThings | undefined) => void;
}

/** What was found in the picture: things, and text. */
export function PictureRegions({ id, marked, onMark }: PictureRegionsProps) {
  const { answer } = useAnswer(String(id), (signal) => getRegions(id, signal));
  const regions = answer?.id === id ? answer.regions : [];
  return (
    <>
      <PictureThings id={id} regions={regions} marked={marked} onMark={onMark} />
      <PictureText regions={regions} />
    </>
  );
}
