// The lists of the plain theme, made of collections: sections, years, terms and homes, page by page.

const SIZE = 10;
const LANGUAGES = {
  en: { own: "English", locale: "en-GB", title: "Benchmark" },
  nl: { own: "Nederlands", locale: "nl-BE", title: "Vergelijking" },
};
const WORDS = {
  en: { language: "Language", menu: "Menu", latest: "Latest", pages: "Pages", newer: "Newer", older: "Older", years: "Years" },
  nl: { language: "Taal", menu: "Menu", latest: "Nieuwste", pages: "Bladzijden", newer: "Nieuwer", older: "Ouder", years: "Jaren" },
};

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const dates = Object.fromEntries(
  Object.entries(LANGUAGES).map(([code, { locale }]) => [
    code,
    {
      full: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" }),
      long: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }),
    },
  ]),
);

function group(posts, keys) {
  const groups = new Map();
  for (const post of posts) {
    for (const key of keys(post)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(post);
    }
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* pages(lang, path, title, posts, years) {
  const total = Math.max(1, Math.ceil(posts.length / SIZE));
  for (let number = 1; number <= total; number += 1) {
    const at = (other) => (other === 1 ? path : `${path}page/${other}/`);
    yield {
      lang, path: at(number), number, total, years,
      title: number === 1 ? title : `${title} (${number})`,
      posts: posts.slice((number - 1) * SIZE, number * SIZE),
      newer: number > 1 ? `/${lang}/${at(number - 1)}` : "",
      older: number < total ? `/${lang}/${at(number + 1)}` : "",
    };
  }
}

function* lists(lang, posts) {
  const years = group(posts, (post) => [String(post.date.getUTCFullYear())]);
  const archive = [...years.keys()].reverse();
  yield { lang, path: "", title: LANGUAGES[lang].title, posts: posts.slice(0, 9), number: 1, total: 1 };
  yield* pages(lang, "news/", "News", posts, archive);
  for (const [year, found] of years) {
    yield { lang, path: `news/${year}/`, title: `News ${year}`, posts: found, number: 1, total: 1, years: archive };
  }
  const taxonomies = { tags: group(posts, (post) => post.data.topics), people: group(posts, (post) => [post.data.people]) };
  for (const [taxonomy, terms] of Object.entries(taxonomies)) {
    const links = [...terms].map(([term, found]) => ({ term: capital(term), href: `/${lang}/${taxonomy}/${term}/`, count: found.length }));
    yield { lang, path: `${taxonomy}/`, title: capital(taxonomy), terms: links, number: 1, total: 1 };
    for (const [term, found] of terms) yield* pages(lang, `${taxonomy}/${term}/`, capital(term), found);
  }
}

export default function (config) {
  config.setQuietMode(true);
  config.addPassthroughCopy("style.css");
  config.addGlobalData("languages", LANGUAGES);
  config.addGlobalData("words", WORDS);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("long", (date, lang) => dates[lang].long.format(date));
  config.addFilter("full", (date, lang) => dates[lang].full.format(date));
  config.addFilter("capital", capital);
  config.addFilter("others", (posts, url) => posts.filter((post) => post.url !== url).slice(0, 3));
  config.amendLibrary("md", (library) => library.set({ typographer: true }));

  const ordered = (api, lang) => {
    const posts = api.getFilteredByGlob(`content/${lang}/news/*.md`);
    return posts.sort((a, b) => b.date - a.date || (a.url < b.url ? -1 : 1));
  };
  for (const lang of Object.keys(LANGUAGES)) {
    config.addCollection(`newest_${lang}`, (api) => ordered(api, lang).slice(0, 4));
  }
  config.addCollection("lists", (api) => {
    const found = Object.keys(LANGUAGES).flatMap((lang) => [...lists(lang, ordered(api, lang))]);
    const paths = new Set(found.map((list) => `${list.lang}/${list.path}`));
    for (const list of found) {
      list.languages = Object.keys(LANGUAGES).filter((lang) => paths.has(`${lang}/${list.path}`));
    }
    return found;
  });
}

export const config = {
  dir: { input: ".", output: "public", includes: "_includes" },
  markdownTemplateEngine: false,
  htmlTemplateEngine: "njk",
};
