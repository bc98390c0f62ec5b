import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers for every answer: the page may load nothing from other hosts and run nothing inline. */
export function setSecurityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // blob: is the preview of a picture that was dropped on the page.
        imgSrc: ["'self'", 'blob:', 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain http on loopback: a browser that remembered "always https" for localhost would break other local servers.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });
}
