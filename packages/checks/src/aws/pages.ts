/** Pages that are read at most, so that a large account does not keep a check waiting. */
const MOST_PAGES = 20;

/** All items of an answer that comes in pages. */
export async function paginate<Page extends { NextToken?: string | undefined }, Item>(
  read: (token: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  most = MOST_PAGES,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const answer = await read(token);
    items.push(...itemsOf(answer));
    token = answer.NextToken;
    if (token === undefined || token === "") break;
  }
  return items;
}
