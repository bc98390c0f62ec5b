/** Devices that can compute: the processor, or a graphics processor through one of its interfaces. */
export const DEVICES = ['cpu', 'cuda', 'coreml', 'dml', 'webgpu'] as const;

/** See {@link DEVICES}. */
export type Device = (typeof DEVICES)[number];

/** The only one that every machine has. */
export const DEFAULT_DEVICE = 'cpu';

/** Execution providers of ONNX Runtime: operators that the device does not have are computed by the processor. */
export function toProviders(device: Device): Device[] {
  return device === 'cpu' ? ['cpu'] : [device, 'cpu'];
}
