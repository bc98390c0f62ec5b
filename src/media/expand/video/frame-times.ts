/** The time of a frame, as ffmpeg's filter `showinfo` tells it. */
const TIME = /Parsed_showinfo.*? pts_time:\s*(-?[\d.]+)/;

/** The times of frames, from the messages of ffmpeg, which come beside the frames and may be read after them. */
export class FrameTimes {
  readonly #startMs: number;
  readonly #times: number[] = [];
  #rest = '';
  #hasEnded = false;
  #onChange: (() => void) | undefined;

  /** @param startMs the time stamp of the first frame of the video */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** Takes a piece of the messages in. */
  read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const seconds = TIME.exec(line)?.[1];
      if (seconds !== undefined) this.#times.push(Math.max(0, Math.round(Number(seconds) * 1000 - this.#startMs)));
    }
    this.#onChange?.();
  }

  /** No more messages come. */
  end(): void {
    this.#hasEnded = true;
    this.#onChange?.();
  }

  /** The time of the frame with an index; 0 when it is never told. */
  async get(index: number): Promise<number> {
    while (this.#times.length <= index && !this.#hasEnded)
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    return this.#times[index] ?? 0;
  }
}
