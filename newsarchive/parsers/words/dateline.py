"""Initials that Vietnamese papers print in front of an article's first sentence."""

#: "TTO - …": printed without a place and often without any markup.
INITIALS = frozenset(
    "TTH HNN TTO TT NLĐO NLĐ SGGP SGGPO VOV VTV VTC CTO PLO PLVN TPO TP ANTĐ HNM HNMO ĐTCK TTXVN KTĐT LĐO LĐ BĐT ĐĐK QĐND CAND"
    " GDTĐ GD&TĐ VNE TBTCO TBTCVN BNA BQN QNO BTO BHT BBP ĐNO BĐN TTTĐ KT&ĐT ICTNEWS ICTnews VNN VTCNEWS MTG DNVN BVPL CLO NB&CL ANTV"
    " HQ ĐS&PL VHO VH TN TNO BGĐT BPO BLĐ ABO BAL LĐTĐ DV PNO PN".split()
)
