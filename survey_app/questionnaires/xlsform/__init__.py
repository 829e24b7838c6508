"""Questionnaires as XLSForm workbooks, as ODK and KoBo write them, and back.

A workbook holds ids, labels, answers, conditions and limits. What it does not
hold (roles, what counts, consent) stays as it is for a question of the same id.
"""
