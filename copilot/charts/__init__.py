"""Charts: pure functions of plain data, drawn as SVG and PNG without a browser."""
