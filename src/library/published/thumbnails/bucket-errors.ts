import { PhotoseekError } from '../../../errors.js';

/** What errors of the client have; most are not of a class of their own. */
interface ClientError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number };
}

/** Codes of Node, and names of errors of the client and of services, that say that the bucket cannot be reached, or not now. */
const UNREACHABLE =
  /^(E(?:CONN\w+|HOST\w+|NET\w+|NOTFOUND|TIMEDOUT|PIPE|AI_AGAIN)|TimeoutError|RequestTimeout|SlowDown|ServiceUnavailable|InternalError|TooManyRequests\w*|Throttling\w*)$/;

const KEYS_HINT =
  'Check the keys: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the role of the machine.';

/** Why a bucket refuses, by name, code or message, and how to go on. The first that fits is taken. */
const REFUSALS: readonly { fits: RegExp; says?: string; hint: string }[] = [
  {
    fits: /CredentialsProviderError|TokenProviderError|Could not load credentials|Resolved credential/i,
    says: 'there are no keys for it on this machine',
    hint: 'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the machine a role.',
  },
  {
    fits: /Region is missing/i,
    says: 'it is not known in which region it lies',
    hint: 'Give AWS_REGION; servers of other makers mostly take us-east-1.',
  },
  {
    fits: /NoSuchBucket/,
    says: 'there is no such bucket',
    hint: 'Make it first, or check the name and AWS_ENDPOINT_URL_S3.',
  },
  {
    fits: /PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint/,
    says: 'it lies in another region',
    hint: 'Give its region: AWS_REGION.',
  },
  {
    fits: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO/,
    hint: 'Name the authority of its certificate: NODE_EXTRA_CA_CERTS=FILE.',
  },
  { fits: /ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken/, hint: KEYS_HINT },
  { fits: /RequestTimeTooSkewed/, hint: 'Set the clock of this machine.' },
  { fits: /Invalid URL|Unsupported protocol/i, hint: 'AWS_ENDPOINT_URL_S3 must be like https://minio.example.org.' },
];

/**
 * An error of the client as one of the program: a bucket that cannot be reached is told apart from one that refuses, because only the first is worth another try.
 * @param place the address of the bucket
 */
export function toBucketError(thrown: unknown, place: string): PhotoseekError {
  if (thrown instanceof PhotoseekError) return thrown;
  const { name, message, code = '' } = thrown as ClientError;
  const status = statusOf(thrown);
  const parts = { cause: thrown, details: { place, ...(status !== undefined && { status }) } };
  // Without a body, names and messages say nothing: HEAD has none.
  const said = message && !/^Unknown(Error)?$/.test(message) ? message : name;
  if (UNREACHABLE.test(code) || UNREACHABLE.test(name) || (status !== undefined && (status >= 500 || status === 429)))
    return new PhotoseekError('bucket-unreachable', `${place} cannot be reached: ${said || code}.`, {
      ...parts,
      hint: 'Start the server, or check AWS_ENDPOINT_URL_S3 and the network.',
    });
  const refusal = REFUSALS.find(({ fits }) => fits.test(`${name} ${code} ${message}`));
  if (refusal !== undefined)
    return new PhotoseekError('bucket-refused', `${place} cannot be used: ${refusal.says ?? said}.`, {
      ...parts,
      hint: refusal.hint,
    });
  if (status === 401 || status === 403)
    return new PhotoseekError('bucket-refused', `${place} cannot be used: access is denied (${said}).`, {
      ...parts,
      hint: `${KEYS_HINT} Servers need s3:GetObject and s3:ListBucket; those that publish s3:PutObject and s3:DeleteObject, too (docs/postgresql.md).`,
    });
  return new PhotoseekError('bucket-failed', `${place} failed: ${said}.`, parts);
}

/** Whether an object is not there. A bucket that is not there is told apart where the answer has a body. */
export function isMissing(thrown: unknown): boolean {
  return statusOf(thrown) === 404 && (thrown as Error).name !== 'NoSuchBucket';
}

function statusOf(thrown: unknown): number | undefined {
  const { $metadata, $response } = thrown as ClientError;
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}
