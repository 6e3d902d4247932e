export default { lang: "en", layout: "post.njk", permalink: ({ page }) => `/en/news/${page.fileSlug}/` };
