import"/static/shared-5LZBFIAH.js";var o=`# The overview page

\`/overview\`, for whoever may see all documents: what came in, where it stands, what is held up and what to do about it, who reviewed, what goes wrong, and whether the books agree.

![The overview: numbers, what is held up, charts](images/overview-page.jpg)

Choose the days above: today, 7 days, 30 days, this month, or your own, 366 at most. Days are days in China, wherever you are. The address of the page says which days are shown, so that it can be sent on.
*Held up*, *time limits*, *outside systems* and *reconciliation* are as things stand **now**, whatever the days; everything else is about what came in, or was decided, on these days.

| section | shows | goes on to |
|---|---|---|
| numbers on top | files, invoices, straight-through, correction and rejection rate; held up, late, open differences | the section with the details |
| held up | where, how many, why, what to do, until when; those that need a person first | five of each, longest waiting first |
| files by day and source, invoices by day | charts, and behind each its table | |
| from received to booked | how many have come how far, and what does not go on | the invoices of that step |
| time limits | how long each state may take (\`review_hours\` of the [policy](companies.md#policy); the others by [notices](notices.md)), and what is late | the late ones |
| what failures have in common | [slices](diagnosis.md) of look-ups and sendings that fail | |
| outside systems | providers and ledgers with calls and costs; sendings that are unclear, refused or given up, and were not sent anew since | their invoices |
| reconciliation | the last run of each ledger; open differences by kind, each with cause, the one step, and a button where that step needs no explanation ([reconciliation](reconciliation.md)) | the invoice |
| patterns and advice | what goes wrong clearly more often with one sender, kind, seller or source than with others | |
| reviewers, fields | decisions and times, fields that people correct | |
| how well reviewing goes | for each reviewer: keys and corrections each, how many marked fields were wrong and how many wrong ones were not marked, [planted checks](review-page.md) found; fields that two people keyed, and how often the same. From the first day chosen until now | |
| senders | what was sent how well | |

## What the numbers mean

- **Straight through**: approved, and no person touched it. **Corrected**: a person changed a value. **Rejected**: sent back. All three are shares of the invoices that came in on these days, duplicates left out, as they
  stand now; what still waits for a reviewer counts as not gone through.
- **Reviewer times** are those at work on one invoice, as the review page counts them: a pause of more than 20 seconds is left out. The median, and what nine of ten decisions do not exceed.
- **Whose numbers**: finance and administrators see everybody's; everybody else sees their own; keys see nobody's.
- **Corrected fields** are those in which a person replaced what had been read, by the last word of the period. Beside them stands who had read the wrong value.
- **Patterns** are shares of at least three cases and half as much again as elsewhere. Where there are fewer than 20 cases, or Fisher's exact test gives chance more than one in a thousand, the sentence says
  *few cases*: conclude nothing from these.

## As a report

*Export Excel* gives a workbook with a sheet for each table, *Export PDF* a document to print, with at most 200 rows of each table; both in the language of the page, both noted in the audit log. Taking them out needs
the right to export. Text in the workbook stays text, whatever strangers print on invoices.

\`\`\`sh
curl -H "Authorization: Bearer $KEY" -o march.xlsx "https://invoices.example/v1/overview/report.xlsx?first=2024-03-01&last=2024-03-31&language=en"
curl -H "Authorization: Bearer $KEY" "https://invoices.example/v1/overview?first=2024-03-01&last=2024-03-31"
\`\`\`

A month is counted at once, a year of 100,000 invoices in some seconds. The slices are counted apart, over the last 20,000 look-ups and sendings at most.

Chinese in the PDF is set in STSong-Light, which is named in the file and not embedded: readers of PDF have it or replace it by a Chinese font of the machine, as PDF provides for. A reader on a machine without any Chinese font shows empty boxes; take the
workbook there. No Chinese font comes with the program, since none is small and free enough to be worth its size for this alone.

## 概览页面

\`/overview\` 面向财务负责人和管理员：收到什么、到了哪一步、哪些受阻及处理办法、复核用时、易错规律、对账结果一目了然。上方可选今天、近 7 天、近 30 天、本月或自选日期（最多 366 天，均为北京时间的日期）。“受阻”“时限”“外部系统”“对账”为目前情况，其余按所选日期统计。

直通率：已通过且无人工操作；更正率、退回率以同期发票（不含重复件）为分母，反映截至目前的状态。复核用时为实际操作时间，停顿超过 20 秒不计；“复核质量”列出标记准确率、漏标率、抽检发现和双人录入一致率；财务和管理员可见所有人的数据，其他人只见本人的。易错规律与其他人、其他来源比较得出，样本少的均有注明。

每一数字都可追溯：漏斗各步、受阻举例、超时举例和对账差异都链接到对应发票；对账差异按类别展开，列出原因和一步处理办法。“导出 Excel”每表一个工作表，“导出 PDF”供打印，导出均有审计记录。
`;export{o as default};
