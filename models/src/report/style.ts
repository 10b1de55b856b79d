/** Of the report. Colours of text reach 7 : 1 on both grounds, by light and in the dark. */
export const style = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1a1a1a; --soft: #4d4d4d; --line: #ccc; --right: #00614a; --wrong: #a3260a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #141414; --ink: #eee; --soft: #b3b3b3; --line: #444; --right: #4ed8ae; --wrong: #ff9d7a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.5rem; }
p, .soft, figcaption { color: var(--soft); margin: 0.25rem 0; }
.verdict { color: var(--ink); font-size: 1.1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: right; font-variant-numeric: tabular-nums; }
td { white-space: nowrap; }
th:first-child { text-align: left; }
thead th { vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 400; white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
.charts figure, .map figure { margin: 0; max-width: 30rem; }
.map { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
.map figure { max-width: 36rem; }
svg { display: block; width: 100%; height: auto; }
.classes { list-style: none; padding: 0; margin: 0; columns: 9rem; font-size: 0.9rem; }
.classes li { overflow-wrap: anywhere; break-inside: avoid; }
.classes i { display: inline-block; width: 0.75rem; height: 0.75rem; border-radius: 50%; margin-right: 0.4rem; }
.probe { display: flex; gap: 0.75rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
.probe figure { margin: 0; width: 5rem; flex: none; font-size: 0.8rem; }
.probe figcaption { overflow-wrap: anywhere; line-height: 1.2; }
.probe ol { list-style: none; display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0; padding: 0; }
.probe li { text-align: center; font-size: 0.8rem; }
.probe li span { display: block; font-variant-numeric: tabular-nums; }
.probe img { display: block; width: 56px; height: 56px; object-fit: contain; background: #8882; border: 2px solid var(--line); }
.right img { border-color: var(--right); }
.wrong img { border-color: var(--wrong); border-style: dashed; }
.right b { color: var(--right); }
.wrong b { color: var(--wrong); }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid var(--line); font-size: 0.85rem; line-height: 1.4; }
summary { cursor: pointer; padding: 0.25rem 0; }
`;
