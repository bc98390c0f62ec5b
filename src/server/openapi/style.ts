/** Style sheet of `/docs`: system fonts, light or dark as the system prefers. */
export const DOCUMENTATION_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --soft: light-dark(#f5f5f2, #222); --accent: light-dark(#0a5a8a, #7cc4ee); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1 { margin-bottom: 0; }
h2 { border-bottom: 1px solid var(--line); margin-top: 3rem; }
a { color: var(--accent); }
code, pre { font: 0.875rem/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: 0.75rem; overflow-x: auto; border-radius: 0.375rem; }
article { border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.25rem 1rem 1rem; margin: 1.25rem 0; }
article h3 { margin: 0.75rem 0 0.25rem; }
article h3 code { font-size: 1rem; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; color: var(--accent); }
.scope { float: right; font-size: 0.875rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-top: 1px solid var(--line); }
td p { margin: 0; }
summary { cursor: pointer; }
dt { font-family: ui-monospace, monospace; margin-top: 0.5rem; }
`;
