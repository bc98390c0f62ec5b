import { PhotoseekError } from '../../errors.js';
import { listAddresses } from '../../server/app/addresses.js';

const DEFAULT_PORT = 7878;

/**
 * The address of the page that a link opens.
 * @param given default: this machine in its network, on the default port
 * @throws PhotoseekError `bad-argument`
 */
export function readPageAddress(given: string | undefined): URL {
  const text = given ?? (listAddresses('0.0.0.0', DEFAULT_PORT)[0] as string);
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text);
  throw new PhotoseekError(
    'bad-argument',
    `--url must be an address with http or https, got ${JSON.stringify(text)}.`,
    {
      hint: 'For example http://192.168.1.20:7878, as photoseek serve prints it.',
    },
  );
}

/** A link that signs in. Browsers do not send what is behind the #: no log of a server or proxy has the key. */
export function makeKeyLink(address: URL, secret: string): string {
  const link = new URL(address);
  if (!link.pathname.endsWith('/')) link.pathname += '/';
  link.hash = `key=${secret}`;
  return link.href;
}

/** Dark on light in every terminal: on a terminal by its own colours, elsewhere as text. */
export async function drawQrCode(text: string, isTerminal = process.stdout.isTTY): Promise<string> {
  const { renderUnicodeCompact } = await import('uqr');
  const lines = renderUnicodeCompact(text, { ecc: 'M', border: 2 }).split('\n');
  // White blocks on black: the light squares are what is drawn.
  const drawn = isTerminal ? lines.map((line) => `\u001b[97;40m${line}\u001b[0m`) : lines;
  return `${drawn.join('\n')}\n`;
}
