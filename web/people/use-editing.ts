import { mayChange } from '../access/may-change.js';
import { describeFailure } from '../api/client.js';
import { getSession } from '../api/library.js';
import { showToast } from '../ui/toast.js';
import { useAnswer } from '../ui/use-answer.js';

/** Whether the person who uses the page may change what is said of people. */
export function useMayEdit(): boolean {
  const { answer } = useAnswer('session', getSession);
  return answer !== undefined && mayChange(answer, 'index');
}

/** Changes something on the server. A failure is told. @returns `undefined` then */
export async function tryChange<Answer>(change: Promise<Answer>): Promise<{ answer: Answer } | undefined> {
  try {
    return { answer: await change };
  } catch (failure) {
    showToast(describeFailure(failure));
    return undefined;
  }
}
