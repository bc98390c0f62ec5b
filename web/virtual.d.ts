/** The land of the world as the `d` of an SVG path; see `vite.config.ts`. */
declare module 'virtual:world' {
  const path: string;
  export default path;
}
