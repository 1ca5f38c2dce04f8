/** A run of characters that may be a URL or a path; one pass, whatever the text is. */
const TOKEN = /[^\s"<>]+/g;

/** Takes query strings, fragments and user names with passwords out of the URLs and paths in a text. */
export function redactUrls(text: string): string {
  return /[?#@]/.test(text) ? text.replace(TOKEN, redactToken) : text;
}

function redactToken(token: string): string {
  const scheme = token.indexOf("://");
  if (scheme >= 0) return withoutUser(cutQuery(token, scheme), scheme + 3);
  // A path, perhaps behind a quote or bracket.
  return /^['`([{=]{0,3}\//.test(token) ? cutQuery(token, 0) : token;
}

function cutQuery(token: string, from: number): string {
  const end = token.slice(from).search(/[?#]/);
  return end < 0 ? token : token.slice(0, from + end);
}

function withoutUser(url: string, from: number): string {
  const slash = url.indexOf("/", from);
  const at = url.lastIndexOf("@", slash < 0 ? url.length : slash);
  return at < from ? url : url.slice(0, from) + url.slice(at + 1);
}
