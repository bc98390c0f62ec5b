import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { PhotoseekError } from '../../errors.js';
import { DEFAULT_DEVICE, DEVICES, type Device } from './devices.js';
import { forbidTelemetry } from './forbid-telemetry.js';

/**
 * Refuses a device that ONNX Runtime does not have on this system. The processor is not looked up: that would load the library.
 * @throws PhotoseekError `bad-argument`
 */
export function checkDevice(device: Device): void {
  if (device === DEFAULT_DEVICE) return;
  forbidTelemetry();
  const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;
  const here = ort.listSupportedBackends().map(({ name }) => name);
  const offered = DEVICES.filter((one) => here.includes(one));
  if (offered.includes(device)) return;
  throw new PhotoseekError(
    'bad-argument',
    `device must be one that ONNX Runtime has on ${process.platform} ${process.arch}: ${offered.join(', ')}, got ${device}.`,
    { hint: 'CUDA exists on Linux x64, CoreML on macOS, DirectML on Windows; cpu everywhere.', details: { device } },
  );
}
