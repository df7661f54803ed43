import"/static/shared-5LZBFIAH.js";var i=`# Finding and proving invoices

Three pages of \`fapiao serve\`, for everybody who may see invoices ([people](people.md)): those who send documents see what they sent, reviewers and finance see all. 按号码查发票、查原因、打印凭证，见文末。

## Finding

\`/invoices\` has one line for what people come with: a number, or a name or tax id of buyer or seller, whole or in part. Numbers may be typed in groups, with blanks or hyphens. Beside it state, kind and
days of issue; under *more filters* the code, a rule that is broken, days of receipt, a range of totals, deleted invoices.

- All of it stands in the address: send the link, and others see the same search, kept to what they may see.
- *Save this search* keeps it under a name, on the service: it is there on every machine. Shared ones are there for the whole firm; their owner, or an administrator, throws them away.
- *Issued* and *Received* take a span that moves with the calendar: today, last 7 or 30 days, this month, last month. Saved or sent on, it means the days that are meant when it is opened; an export has the days of now.
- *Export* writes all that was found, not only the page, as XLSX, CSV or JSON Lines, for those who may export. Who took what is [noted](people.md).
- Pages go on from where the last one ended, whatever comes in meanwhile.

| key | does |
|---|---|
| \`/\` | to the line |
| \`↓\`, \`↑\` | through what was found; up from the first one back to the line |
| \`Enter\` | open |
| \`N\` | next page |

## "It is not in the system"

Nothing is found for a number: the page says what there is instead, the likeliest first, each with what helps. So does \`GET /v1/diagnosis?number=…\` (\`traces\`).

| trace | means 含义 |
|---|---|
| \`deleted\` | it was here; its history says who deleted it and why 已删除 |
| \`of_code\` | it is a code, and invoices of that code are here 输入的是发票代码 |
| \`contained\` | a number that has this one as a part, or is part of it: digits are missing, or code and number were typed as one 号码不完整 |
| \`similar\` | a number that differs by one character, one more or less, or two neighbours changed: mistyped, or misread 仅差一字 |
| \`length\` | no invoice has a number of that length 位数不符 |
| \`unread\` | documents wait to be read 等待识别 |
| \`failed\` | documents could not be read 无法识别 |
| \`without_number\` | invoices whose number nobody could read 号码未识别 |
| \`never_received\` | or it never came: send it now 未收到 |

Where other filters hide it, the page says so; where several filters leave nothing over, it names those without which there would be something. Nobody is told of what they may not see.

## One invoice

![The invoice page](images/invoice-page.jpg)

\`/invoices/ID\`. At the top which invoice it is, where it stands, and what may be done now by whoever looks: open it in review, check it again at the tax bureau, send it now or anew, take it back, delete and restore
it (with a reason), download the original or the [evidence](reconciliation.md) ZIP, print. Then why it is where it is, whose turn it is, and when it goes on by itself ([diagnosis](diagnosis.md)).

On the left the page with the box of every field: a click on a box goes to the field, a click on a field's name to its place. On the right

- what the rules say about the values that stand, and in what the invoice is unlike others;
- every field with its state, who says so (\`XML QR OCR Σ\` ...), and who typed it, when and why, with what was read before;
- the lines of goods;
- what the tax bureau said: status, every question with its answer, and field by field what it has otherwise;
- the proof that it is booked: what the ledger calls it, when it was read back, with which values; before that where the sending is and why;
- what [reconciliation](reconciliation.md) found about it, with the step that mends it;
- duplicates, the red or blue invoice, and the other invoices of the same file;
- its history: who, when, why; and the file it came in, with its SHA-256.

**The evidence sheet.** *Print* (or \`Ctrl+P\`) makes of the same page one or two sheets of A4: the picture, fields, lines, answers, proof, history, SHA-256, who printed it, when, and the address at which it can be
looked up. Save it as PDF from the print dialog.

## Entering by hand

\`/entries\` is the form for [entering an invoice by hand](entries.md): evidence on the left, the fields of the kind on the right, lines of goods as a grid with their sums, \`Ctrl+Enter\` submits. Evidence of several pages is turned under the picture. What is wrong stands at its field and at
the top. What was typed is kept in the browser until it is taken in.

## 使用说明

1. **查询**：输入号码（可带空格）、单位名称或税号；条件都在网址中，可直接把链接发给同事；开票和接收日期可选“近 30 天”“本月”等，保存后每次打开都按当天计算。常用条件可保存，并可共享给本单位。
2. **查不到**：系统会逐条列出可能原因（已删除、仅差一字、位数不符、尚未识别、无法识别等）和处理办法，而不是只说"没有"。
3. **发票页**：票面与各栏目对照，核查结果、税务查验、入账证明、对账差异、相关发票、历史记录一页看全；可立即查验、重新发送、收回、删除或恢复，均须有相应权限。
4. **凭证页**：点"打印凭证页"，得到一至两页 A4，含影像、字段、证明和 SHA-256，可另存为 PDF；完整材料用"证据包 ZIP"。
5. **补录**：在 \`/entries\` 添加凭据、对照填写，\`Ctrl+Enter\` 提交，由另一人复核。
`;export{i as default};
