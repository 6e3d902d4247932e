export default { lang: "nl", layout: "post.njk", permalink: ({ page }) => `/nl/news/${page.fileSlug}/` };
