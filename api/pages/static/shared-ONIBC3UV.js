import"/static/shared-5LZBFIAH.js";var o=`# The capture page

Open \`https://YOUR-SERVICE/capture\` on a phone and log in once; *Add to home screen* in the browser's menu makes it a program like the others. It needs no network to open, and none to take pictures.

![The capture page: camera with the outline of the paper, and what became of the pictures](images/capture-page.jpg)

**Taking pictures.** Point at the invoice. When its four edges are framed in green and you hold still, the picture is taken by itself; *Auto* turns that off, the large button takes one at any time. The
lamp is there where the phone has one. *Files* sends pictures, PDF, OFD, XML and ZIP that are on the phone already, several at once. *Batch* keeps together what is taken until you press *Batch done*:
the service then says whether all of it arrived.

**What you are told at once.** Number and amount, where the QR code can be read. Whether the picture is blurred, dark, too small, cut off or has a reflection: *Retake*, or *Send anyway*; nothing is ever
refused for it. Whether the invoice was handed in before, by you or by somebody else.

**Without a network** pictures wait on the phone, also when the page is closed or the phone is switched off, and go by themselves once there is a network and the page is open; Android browsers send them
even when it is closed. What broke off goes on where it stopped, and no picture arrives twice. If your login ends meanwhile, the pictures wait for your next one; nobody else's login sends them.

**What became of it**, under *Sent*:

| it says | 显示 | means |
|---|---|---|
| Waits to be sent | 待发送 | on this phone only; why, and when it is tried again |
| Sending, 40% | 发送中 40% | so much of it has arrived |
| Received, no. FE067388 | 已收到，回执 FE067388 | kept by the service; the number is the end of the receipt's |
| Being read | 正在识别 | |
| seller, total; Needs review | 销售方、金额；待复核 | read, and a person looks at it; which rules do not hold |
| Approved … Booked | 已通过……已入账 | the way of every [invoice](service.md) |
| Not taken, Can't be read | 未被接收、无法识别 | why: take it again, or send it again |

*Steps* shows each step with its time. *Remove … that arrived* frees the phone's memory: only of pictures that the service holds byte for byte, which it is asked about each time. *Save picture* puts one
among the phone's own files. Where a picture was taken, and with what, is removed before it is sent; the picture itself is sent as the camera made it.

**For whoever runs the service.** Cameras, offline use and installing need HTTPS (or \`localhost\`); without, the page sends files and says so. Everything comes from the service itself, about 500 kB once.
The tenant's people need no more than the role *submitter*. \`https://YOUR-SERVICE/capture#pair=CODE\`, with a code of \`POST /v1/pairings\`, pairs the phone: no login for as long as it is used once in 30 days
([people](people.md)). The verdict on the phone is measured by \`python -m tests.api.pages.measure_verdicts\`.

## 拍发票页面

手机浏览器打开 \`https://服务地址/capture\`，登录一次；在浏览器菜单中选“添加到主屏幕”即可像其他程序一样使用，没有网络也能打开和拍照。

**拍照**：对准发票，四边出现绿框并拿稳后自动拍摄；“自动”可关闭，大圆钮随时可拍，有闪光灯的手机可开补光。“选文件”可一次提交多个图片、PDF、OFD、XML、ZIP。“成批”把之后拍的归为一批，按“完成本批”后由服务核对是否到齐。

**当场提示**：二维码可读时显示号码和金额；糊、暗、字小、没拍全、反光时建议“重拍”，也可“仍然发送”，不会因此拒收；此前已提交过的发票会提醒。

**没有网络**：图片存在手机中，关闭页面或关机也不会丢失，联网打开后自动发送（安卓浏览器关闭页面后也会发送）；中断处续传，同一张只到达一次。登录过期不影响已拍的图片，登录后继续发送；他人登录不会代发。

**进度**：在“记录”中查看待发送、发送中、已收到（回执号）、识别结果（销售方、金额）、待复核及未通过的规则、直至已入账；“经过”列出每一步及时间。“清除已送达”只清除服务端已逐字节核对一致的图片。拍摄地点和设备信息在发送前去除，图像本身不变。

**部署**：相机、离线和安装需要 HTTPS（或 \`localhost\`）；普通 HTTP 下只能选文件提交。人员只需“提交人”角色。
`;export{o as default};
