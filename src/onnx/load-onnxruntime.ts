import type * as Ort from 'onnxruntime-node';
import { requireBeside, requireNative, usesShipped } from '../runtime/native-packages.js';
import { DEFAULT_DEVICE, type Device } from './devices.js';

export type { Ort };
export type OnnxRuntime = typeof Ort;

/**
 * Loads ONNX Runtime. The copy that is shipped computes on the processor only: for other devices, the one that a user has installed beside
 * photoseek comes first.
 * @throws PhotoseekError `native-missing`
 */
export function loadOnnxRuntime(device: Device = DEFAULT_DEVICE): OnnxRuntime {
  const beside = device !== DEFAULT_DEVICE && usesShipped() ? requireBeside('onnxruntime-node') : undefined;
  return (beside ?? requireNative('onnxruntime-node')) as OnnxRuntime;
}

/** Whether {@link loadOnnxRuntime} gives the shipped copy for a graphics processor, because there is no other. */
export function lacksDevices(): boolean {
  return usesShipped() && requireBeside('onnxruntime-node') === undefined;
}
