export const zh = {
  readPlace: "框选重读（Ctrl+拖动）",
  chooseField: "请先选中一个栏目，再框选或点选票面文字。",
  noPlace: "该栏目在票面上没有位置，请按住 Ctrl 在票面上框选。",
  nothingRead: "该处未识别到文字。",
  noSuchValue: "该处读作“%1”，不符合本栏目的格式。",
  readSame: "重读结果一致：%1",
  readOther: "重读为 %1，按 Ctrl+. 采用；原值未改动。",
  pictures: { original: "原图", cleaned: "整平", without_seal: "去章" },
  pictureMeanings: { original: "原图", cleaned: "整平、匀光后的图", without_seal: "去除红章的图" },
  loupe: "放大镜（按住空格）",
  keys: {
    readAgain: "重读栏目",
  },
  mouseKeys: [
    ["Ctrl+拖动", "票面：框选重读"],
    ["点击 / Ctrl+点击", "票面：将文字填入栏目（框内文字用 Ctrl）"],
    ["空格（按住）", "票面：三倍放大镜"],
    ["1 / 2 / 3", "票面：原图、整平、去章（输入框外；框内用 Alt）"],
    ["Shift+点击", "票面：将文字接在栏目末尾"],
  ] as readonly (readonly [string, string])[],
};
