import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers of every response: the page loads nothing from other hosts and runs no inline scripts. */
export function setSecurityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // blob: is the preview of an image that was dropped on the page.
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on loopback: a browser that stored "always HTTPS" for localhost would break other local servers.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });
}
