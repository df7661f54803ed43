import"/static/shared-5LZBFIAH.js";var s=`# The settings page

\`/settings\`, in the bar of every page. Everybody finds there how they are told, their phones, their password and their feedback; finance and administrators what belongs to the firm; administrators what belongs to
the service. Each section has an address of its own, \`/settings#companies\`.

![The settings page: its sections, and a provider of look-ups](images/settings-page.jpg)

What is wrong is said beside its input; what was typed stays there until it is saved, and whoever leaves before that is asked. Every change is in the log (\`GET /v1/audit\`), without secrets.

## Companies

The firm's own titles and tax ids, each with the day from which it holds; what held before stays. An invoice is compared with what held on the day it was issued. More: [companies](companies.md).

## Policy

What is asked of invoices: fields and filings that must be there, sums from which two people agree or everything is compared, rules of single kinds. A change is another version that holds from today or later.

## Users

New users get a one-time password, shown once; roles, a new password, disabling. The last administrator can be neither disabled nor demoted.

## API keys

For other systems. A key is shown once, has scopes and perhaps a last day, and is revoked here.

## Paired phones

*Pair a phone* shows a QR code that is good for two minutes and one phone. Scanned with the phone's camera it opens the [capture page](capture-page.md), which is logged in from then on. Open the settings by an address
that the phone reaches, and with \`https\`: without it phones' browsers allow no camera. Where the service has made its own certificate, the page says where the phone gets it.

## Folders and mailboxes

The [scan folders](scan-folders.md) and [mailboxes](mail.md) that this service looks at, when it looked, what waits, what keeps it from working. They are shown only: they are named when the service is started, and the page says how.

## Providers of look-ups

Those of the settings file ([verification](verification.md)) are shown as they are, and count where both name the same. Administrators of the tenant \`default\`, whose people run the service, add others here: asked after those
of the file, in the given order. A change holds within seconds, in every process of the service, without a restart; a provider that is not changed goes on at its rate, and rests on after failures. Versions stay.

A secret goes in and never comes out: no route answers it, no log holds it. It is kept encrypted (AES-256-GCM); the key is \`sealing.key\` in the data folder (mode 600, made when it is first needed). Without that file secrets have to be
entered again; keep it apart from copies of the database. A secret is sealed together with the address it was entered for: whoever changes address or type enters the secret anew.

*Test the connection* asks once, about an invoice that does not exist, with what is saved. \`not found\` is a good answer. The provider may charge for it.

An address must be on the internet, encrypted. Hosts of the own network are allowed by whoever runs the service: \`private_hosts\` under \`[webhooks]\` in the [settings for notices](notices.md#by-mail).

## Ledgers

Where verified invoices go, and how that does. Ledgers of the settings file ([ledger](ledger.md)) are shown as they are, and count where both name the same. Administrators of the tenant \`default\` add others here, of every type: signed REST, a folder or an S3 bucket with the accounting
standard's JSON and the originals, CSV and XLSX by hand, Odoo, Tryton. Below them stands whose invoices go where, the ledger that stands in, and when books are reconciled. Changes hold within seconds and keep their versions; an invoice that waited for a ledger goes on by itself.

- Secrets are kept as those of providers are: sealed with the address they were entered for. Another address or type needs the secret anew.
- Addresses must be on the internet, encrypted, but for hosts that whoever runs the service allows (\`private_hosts\`, as above).
- Folders lie in \`ledgers\` of the data folder, or in a folder that the settings file allows (\`folders = [...]\`), and are made when they are named. A folder or bucket prefix belongs to one firm.
- A bucket needs an account of its own here; the one of the machine is for the settings file only.
- What was sent and is not confirmed is looked for where it went, and nowhere else. Let it end before a firm's invoices go another way.

*Test the connection* asks for an invoice that does not exist; nothing is changed there, and nothing is booked. Other firms see the ledgers that their invoices go to, and test them.

## Notifications

[Webhooks](notices.md), when the mail of the day goes out, and what became of messages. *Test* posts a signed notice of the topic \`test\`.

## My notices

Whether one wants mails besides the list in the application, a test mail, and what one was told of late.

## Password

Changing it ends the logins in other browsers.

## Feedback

The button in the bar takes a sentence from wherever one is. Kept with it: the page, the invoice or document that is open, the time, how the browser calls itself, the size of its window, and a picture if the person likes: taken by the
browser after it has asked, chosen, or pasted. A picture is drawn anew by the service, so that nothing a camera or browser wrote into the file stays.

Administrators are told, answer and close here; whoever said it is told the answer, and finds it here too. Routes: \`/v1/feedback\`.

## Help

The \`?\` in the bar opens what these documents say about the page. It needs no other host, and on the capture page no network.

## 中文说明

每页顶部的“设置”。所有人可在此设置自己的通知、手机、密码并查看反馈；财务和管理员维护本单位的内容；管理员维护系统。各部分有独立地址，如 \`/settings#companies\`。有误之处在输入框旁提示；保存前内容不会丢失，离开时会询问。所有修改均有记录（不含密钥）。

### 公司

登记本单位的抬头与税号，按生效日期变更，旧版本保留。以开票当日有效的名称核对。

### 制度

必填字段、必填的用途/部门/合同、二次复核金额、大额严格审核金额、各票种的单独要求。修改保存为新版本，自今天或之后生效。

### 用户

添加用户后显示一次性密码，仅此一次；可改角色、重置密码、停用。最后一名管理员不能停用或取消角色。

### API 密钥

供其他系统使用，仅显示一次；可限定权限和截止日期，随时吊销。

### 配对的手机

点“配对新手机”显示二维码，两分钟内有效，限一部手机。用手机相机扫描即可打开拍发票页面，此后无需登录。请用手机可访问的地址以 https 打开设置页，否则手机浏览器不允许使用相机。自建证书时，页面会给出证书下载地址。

### 扫描文件夹与邮箱

显示本服务监视的文件夹和邮箱及其状态。它们由服务管理员在启动时指定，页面说明修改方法。

### 查验服务商

配置文件中的服务商原样显示且优先；\`default\` 租户（运行本系统的单位）的管理员可在此添加其他服务商，几秒内在所有进程生效，无需重启，按版本保存。密钥只进不出：任何接口都不返回，不写入日志，用数据文件夹中的 \`sealing.key\`（权限 600）加密保存；该文件丢失后须重新填写密钥，请勿与数据库副本放在一起。密钥只用于填写时的地址，更改地址或类型时须重新填写。“测试连接”用一张不存在的发票询问一次，“查无此票”即表示连接正常，服务商可能计费。地址须为互联网上的 https 地址；内网主机由服务管理员在通知配置的 \`private_hosts\` 中放行。

### 记账系统

显示发票的去向及状态。配置文件中的设置原样显示且优先；\`default\` 租户的管理员可在此添加各类记账系统（签名 REST、文件夹或 S3 存储桶、CSV/XLSX、Odoo、Tryton），并设定各租户发票的去向、备用系统和每日对账时间，几秒内生效，无需重启，按版本保存。密钥加密保存且只用于填写时的地址；内网地址须由服务管理员放行；文件夹须位于允许的位置，每个文件夹或存储桶前缀只属于一个租户。“测试连接”只查询一张不存在的发票，不做任何修改，也不入账。

### 通知推送

推送地址、每日汇总时间、发送结果；“测试”会推送一条主题为 \`test\` 的签名通知。

### 我的通知

是否另发邮件、测试邮件、最近的通知。

### 密码

修改后其他浏览器的登录全部失效。

### 反馈

任何页面都可点顶部的反馈按钮。随反馈保存：页面、打开的发票或文件、时间、浏览器、窗口大小，以及您同意时的一张图片（由浏览器截取、选择文件或粘贴；由服务重新绘制，不保留文件中的附加信息）。管理员在此答复和关闭，提交人会收到通知。
`;export{s as default};
