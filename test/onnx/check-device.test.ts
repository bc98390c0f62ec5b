import { describe, expect, it } from 'vitest';
import { checkDevice } from '#src/onnx/check-device.js';
import { DEVICES, toProviders } from '#src/onnx/devices.js';

describe('the device', () => {
  it('is the processor on every system', () => {
    expect(() => checkDevice('cpu')).not.toThrow();
    expect(toProviders('cpu')).toEqual(['cpu']);
  });

  it.runIf(process.platform === 'linux')('is refused with those that this system has', () => {
    for (const device of ['coreml', 'dml'] as const)
      expect(() => checkDevice(device)).toThrow(
        expect.objectContaining({
          code: 'bad-argument',
          message: expect.stringMatching(new RegExp(`^device must be .* on linux \\w+: cpu, .*, got ${device}\\.$`)),
          hint: expect.stringContaining('CoreML on macOS'),
        }),
      );
  });

  it('leaves to the processor what it cannot compute', () => {
    for (const device of DEVICES) expect(toProviders(device).at(-1)).toBe('cpu');
  });
});
