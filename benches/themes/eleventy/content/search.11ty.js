export const data = { permalink: "/search.json", eleventyExcludeFromCollections: true };

export function render({ collections }) {
  const text = (page) => (page.templateContent ?? "").replace(/<[^>]+>/g, "");
  return JSON.stringify(collections.goals.map((page) => ({ t: page.data.title, u: page.url, x: text(page) })));
}
