import"/static/shared-5LZBFIAH.js";var a=`# Entering invoices by hand (补录)

For an invoice that can't be read: the picture is too poor, the paper is lost, or the network was away. It becomes a document like any other, with a receipt, checked by the same rules, verified and booked in the same way.
**Another person always has to approve it.** 影像无法识别、原件遗失或网络中断时使用；补录发票与其他发票走相同流程，且必须由另一人复核。

## One invoice

In the browser at \`/entries\`: evidence beside the form ([pages](invoice-page.md#entering-by-hand)). Programs that people log in with use the same route: \`POST /v1/entries\` by somebody who is logged in (keys of programs may not):

\`\`\`json
{"kind": "digital_general",
 "fields": {"invoice_number": "24112000000000000017", "issue_date": "2024-03-08", "seller_name": "海州望潮餐饮管理(集团)有限公司",
            "amount": "100.00", "tax": "6.00", "total": "106.00"},
 "items": [{"name": "*餐饮服务*餐费", "quantity": "1", "unit_price": "100.00", "amount": "100.00", "tax_rate": "6%", "tax": "6.00"}],
 "reason": "影像模糊",
 "evidence": ["01a20373-7a08-7fa1-930d-a7cba95b1963"], "without_evidence": ""}
\`\`\`

| member | is |
|---|---|
| \`kind\` | of invoice, by the word of [results](reading-files.md#kinds-and-fields) or its Chinese name |
| \`fields\` | by the names of results, in any usual form: \`2024年3月8日\`, \`¥106\`, small letters in tax ids |
| \`items\` | lines of goods |
| \`reason\` | why it is entered by hand; always needed |
| \`evidence\` | ids of documents that show the invoice: send the poor picture first, and name it here |
| \`without_evidence\` | why there is none; needed where \`evidence\` is empty |

Number, date, seller and total are needed where the kind has them, and the code unless the number has 20 digits. What can't be taken in is answered with \`entry_malformed\` and a list \`problems\`, all fields at once. Everything
else is for the rules and for whoever reviews: sums that don't add up are a finding, not a refusal.

The answer is a receipt: 202, or 200 where the very same was entered before. With an \`Idempotency-Key\` the same request gets the same receipt. Nothing is ever overwritten: an invoice that is here already becomes a duplicate
of the first record, as it does when it is photographed twice. \`GET /v1/entries/DOCUMENT\` shows what was typed, by whom, and the evidence.

## Who may approve it

Not whoever typed it, and not whoever changed a value of it: the service answers \`entry_needs_another_person\`, whatever the firm's policy says about own documents, and whichever way the approval is tried. So two people have seen every
value that is booked.

## Without a network

\`\`\`sh
fapiao entry template 补录.xlsx
\`\`\`

writes a template (also \`GET /v1/entries/template.xlsx\`): a sheet with a row for each invoice, one for lines of goods that are joined to it by the no. (序号), and one that explains how to fill it in, all in Chinese and English.
Kinds and tax rates are chosen from lists; numbers stand in columns of text, so that leading zeros stay.

\`\`\`sh
fapiao entry import 补录.xlsx --by zhang.wei
\`\`\`

takes it in (also \`POST /v1/entries/import\`, the file as body). Every row that is not empty is answered for: taken in, known before, or refused with row, column and reason. Importing it again makes nothing double: correct the
refused rows and hand in the whole file. \`fapiao serve\` checks what was taken in.

| option | does |
|---|---|
| \`--by NAME\` | the user who entered it, and so may not approve it |
| \`--json\` | one JSON object for each row on standard output, nothing else |
| \`--tenant NAME\` | whose invoices; \`default\` where it is left out |
| \`--data FOLDER\`, \`--database-url ADDRESS\` | of the installation, as for [users](people.md#from-the-terminal) |

Exit status: 0 when every row was taken in or known, 1 when some were refused, 2 when the file or the installation can't be used.

Formulas are refused, since what they would show is not in the file: paste values. A number that the spreadsheet kept as a number and cut short is refused as well: format the cell as text and type it again. A file of more than
4 MiB or 2,000 invoices is split.

## 使用说明

1. **先传影像**：哪怕模糊，也先按常规方式提交照片或扫描件，记下文件编号作为凭据；确无凭据时说明原因。
2. **填写**：选择发票种类，按票面填写号码、日期、购销双方、金额、税额、价税合计及明细；票面没有的留空。必须填写补录原因。
3. **提交**：系统立即给出回执，并按与其他发票相同的规则检查；同一发票已存在时标记为重复，不会覆盖。
4. **复核**：由另一人对照凭据核对后通过。补录人以及修改过数据的人不能通过，此规则不可关闭。
5. **断网时**：使用离线模板（\`fapiao entry template 补录.xlsx\`）填写，网络恢复后导入（\`fapiao entry import 补录.xlsx --by 用户名\`）。重复导入不会产生重复发票；被拒绝的行按提示修改后，将整个文件再次导入即可。
`;export{a as default};
