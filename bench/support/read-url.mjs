/** The address that `photoseek serve --json` prints when it is ready. The stream is read to its end: a server whose output is not read would stop. */
export function readUrl(stream) {
  let text = '';
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk) => {
      text += chunk;
      const [, url] = /"url":"([^"]+)"/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    stream.on('end', () => reject(new Error(`the server ended: ${text}`)));
  });
}
