/** Column heads of a table; names that begin with # are for numbers, aligned right. */
export function ColumnHeads({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col" class={name.startsWith("#") ? "number" : undefined}>
            {name.replace(/^#/, "")}
          </th>
        ))}
      </tr>
    </thead>
  );
}
