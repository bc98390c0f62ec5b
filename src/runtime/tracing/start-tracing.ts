import { hostname } from 'node:os';
import { PhotoseekError } from '../../errors.js';
import { VERSION } from '../../version.js';
import { setTracer } from './trace.js';

/**
 * Sends traces to the collector that the standard variables name: `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, with
 * `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER_ARG` and `OTEL_SDK_DISABLED`. Without an
 * endpoint, nothing is loaded.
 * @param onProblem told when traces are lost
 * @returns ends tracing, after what was recorded was sent
 * @throws PhotoseekError `bad-argument`
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  role: string,
  onProblem: (message: string) => void,
): Promise<() => Promise<void>> {
  const url = readEndpoint(environment);
  if (url === undefined) return async () => {};
  const [{ OtlpExporter }, { RecordingTracer }] = await Promise.all([
    import('./otlp-exporter.js'),
    import('./recording-tracer.js'),
  ]);
  const resource = {
    'service.name': environment['OTEL_SERVICE_NAME'] ?? 'photoseek',
    ...{ 'service.version': VERSION, 'service.instance.id': `${hostname()}:${process.pid}`, 'photoseek.role': role },
    ...readPairs(environment['OTEL_RESOURCE_ATTRIBUTES']),
  };
  const headers = readPairs(
    environment['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ?? environment['OTEL_EXPORTER_OTLP_HEADERS'],
  );
  const exporter = new OtlpExporter({ url, headers, resource }, onProblem);
  setTracer(new RecordingTracer(exporter.add, readRatio(environment['OTEL_TRACES_SAMPLER_ARG'])));
  return async () => {
    setTracer(undefined);
    await exporter.close();
  };
}

function readEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  const own = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const shared = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const given = own || shared;
  if (!given || environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const name = own ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new PhotoseekError(
      'bad-argument',
      `${name} must be an address of HTTP such as http://127.0.0.1:4318, got ${given}.`,
    );
  const protocol = environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? environment['OTEL_EXPORTER_OTLP_PROTOCOL'];
  if (protocol === 'grpc')
    throw new PhotoseekError(
      'bad-argument',
      'Traces are sent as JSON over HTTP, got OTEL_EXPORTER_OTLP_PROTOCOL=grpc.',
      {
        hint: 'Collectors take it on port 4318: OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
      },
    );
  return own ? given : `${given.replace(/\/+$/, '')}/v1/traces`;
}

/** `a=b,c=d`, with escapes as in addresses. */
function readPairs(text = ''): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.split('='))
      .filter(([key, ...value]) => key?.trim() && value.length > 0)
      .map(([key, ...value]) => [key?.trim(), decode(value.join('=').trim())]),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readRatio(text: string | undefined): number {
  const ratio = Number(text);
  return text !== undefined && text !== '' && ratio >= 0 && ratio <= 1 ? ratio : 1;
}
