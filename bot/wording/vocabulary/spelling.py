"""One word in its many spellings: full-width and half-width, capital and small, traditional and simplified."""

from functools import lru_cache

_SHORT = 64
"""Characters of what is kept: words, and no one's long text."""
_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDTH |= dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), ord(" ")
)
_WIDTH |= dict.fromkeys(map(ord, "︰﹕∶"), ord(":")) | dict.fromkeys(map(ord, "‐‑‒–—−﹣"), ord("-"))
_WIDTH |= {
    ord("﹐"): ord(","),
    ord("﹟"): ord("#"),
    ord("￥"): ord("¥"),
    ord("﹫"): ord("@"),
    ord("⁄"): ord("/"),
}


def fold(text: str) -> str:
    """Full-width letters, digits and punctuation made half-width, one character for one: positions stay."""
    return text.translate(_WIDTH)


_TRADITIONAL = (
    "萬與業兩嚴個箇豐麗麼瞭產億從侖崙倉們價會體餘脩剋關內寫決況準減幾齣剛別彆製辦務動勻韆昇協單捲廠釐參蔘"
    "雙發髮隻祇臺檯颱號閤衕後嗎噸聽啓員週賙迴圖場塊處備復複覆夠牠實傢對導屬幣師帶幫並併庫應廢開異張強歸錄"
    "彔態總戶纔託釦報擔擇換攪數無時暫術朮機條來闆構樹覈檔檢氣漢沒滬註滲滿點狀環現電蓋盤確禮離俬稱筆籤簽簡"
    "係繫緊約紀組細經結給絕繼續編羣職聯營補錶裝見計訂認訓議記設訪評訴詞話該詳語誤說請諾誰調謝財責賬貨質購"
    "費賃賒贈車輪較輛輸達過運還這進選郵採寀鍾鐘鈡鋼錢銷鋅錯長門閉問間麪頁項順預題額飯駁齊啟麵枱説帳帐"
)
_SIMPLIFIED = (
    "万与业两严个个丰丽么了产亿从仑仑仓们价会体余修克关内写决况准减几出刚别别制办务动匀千升协单卷厂厘参参"
    "双发发只只台台台号合同后吗吨听启员周周回图场块处备复复复够它实家对导属币师带帮并并库应废开异张强归录"
    "录态总户才托扣报担择换搅数无时暂术术机条来板构树核档检气汉没沪注渗满点状环现电盖盘确礼离私称笔签签简"
    "系系紧约纪组细经结给绝继续编群职联营补表装见计订认训议记设访评诉词话该详语误说请诺谁调谢财责账货质购"
    "费赁赊赠车轮较辆输达过运还这进选邮采采钟钟钟钢钱销锌错长门闭问间面页项顺预题额饭驳齐启面台说账账"
)
"""The characters of the vocabulary that are written otherwise elsewhere, pair by pair; 帐 is a common slip for 账."""
_PLAIN = {ord(one): ord(other) for one, other in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)} | _PLAIN


def level(text: str) -> str:
    """Folded, Latin letters small, Chinese ones simplified; positions stay, which str.lower doesn't promise."""
    return _leveled(text) if len(text) <= _SHORT else fold(text).translate(_LOWER)


@lru_cache(maxsize=8192)
def _leveled(text: str) -> str:
    return fold(text).translate(_LOWER)


def key(word: str) -> str:
    """What two spellings of one word have in common."""
    return _key(word) if len(word) <= _SHORT else " ".join(level(word).casefold().split())


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    return " ".join(level(word).casefold().split())
