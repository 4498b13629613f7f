"""Levels, both ways.

levels.py        a remote's levels as inventory moves, by place and lot
expectations.py  goods that a remote takes out of its stock because we told it that they were sold
availability.py  how much of each variant may be offered: one statement (promises.py, places.py: its parts)
explanation.py   why a level is as it is, in words
suppliers.py     what suppliers have of products that are bought on order
shortages.py     levels below their minimum
lag.py           how long changes have been waiting to be sent
audit.py         levels of both sides compared
"""
