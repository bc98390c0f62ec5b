import { PhotoseekError } from '../errors.js';
import { DEFAULT_DEVICE, DEVICES, type Device } from './devices.js';
import { forbidTelemetry } from './forbid-telemetry.js';
import { lacksDevices, loadOnnxRuntime } from './load-onnxruntime.js';

const HINT = 'CUDA exists on Linux x64, CoreML on macOS, DirectML on Windows; cpu everywhere.';
const HINT_BESIDE =
  'Install the whole ONNX Runtime beside photoseek: npm install onnxruntime-node (docs/install.md says what that needs).';

/** Devices whose libraries are left out of the ONNX Runtime that is shipped. */
const NOT_SHIPPED: readonly Device[] = process.platform === 'win32' ? ['cuda', 'dml', 'webgpu'] : ['cuda'];

/**
 * Refuses a device that ONNX Runtime does not have on this system. The processor is not looked up: that would load the library.
 * @throws PhotoseekError `bad-argument`
 */
export function checkDevice(device: Device): void {
  if (device === DEFAULT_DEVICE) return;
  forbidTelemetry();
  const here = loadOnnxRuntime(device)
    .listSupportedBackends()
    .map(({ name }) => name);
  const supported = DEVICES.filter((one) => here.includes(one));
  const offered = lacksDevices() ? supported.filter((one) => !NOT_SHIPPED.includes(one)) : supported;
  if (offered.includes(device)) return;
  throw new PhotoseekError(
    'bad-argument',
    `device must be one that ONNX Runtime has on ${process.platform} ${process.arch}: ${offered.join(', ')}, got ${device}.`,
    { hint: supported.includes(device) ? HINT_BESIDE : HINT, details: { device } },
  );
}
