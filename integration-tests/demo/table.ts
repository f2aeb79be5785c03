/** Breaks a text at its spaces, to lines of at most `width` characters. */
const wrap = (text: string, width: number): string[] => {
  const lines: string[] = []
  for (const paragraph of text.split("\n")) {
    let line = ""
    for (const word of paragraph.split(" ")) {
      if (line && line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else {
        line = line ? `${line} ${word}` : word
      }
    }
    lines.push(line)
  }
  return lines
}

/** A table with the first row as its head; its columns are as wide as they are told. */
export const toTable = (rows: string[][], widths: number[]): string => {
  const rule = `+${widths.map((width) => "-".repeat(width + 2)).join("+")}+`
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => wrap(cell, widths[column]!))
    const height = Math.max(...cells.map((lines) => lines.length))
    return Array.from({ length: height }, (_, line) => {
      const texts = cells.map((lines, column) =>
        (lines[line] ?? "").padEnd(widths[column]!)
      )
      return `| ${texts.join(" | ")} |`
    }).join("\n")
  })
  return [rule, ...body.flatMap((row) => [row, rule])].join("\n")
}
