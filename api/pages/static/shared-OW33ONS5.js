import"/static/shared-5LZBFIAH.js";var t=`# The settings page

\`/settings\`. Everybody finds there how they are told, their phones and their password; finance and administrators besides what belongs to the firm and the service. Each section has an address of its own, \`/settings#companies\`.

![The settings page](images/settings-page.jpg)

## 中文说明

\`/settings\`：每个人可在此设置通知方式、配对手机、修改密码；财务和管理员另可维护公司、制度、用户等。
`;export{t as default};
