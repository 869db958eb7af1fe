"""The language in which a command answers: that of ``--language``, else that of the locale, else English.

Help texts stand in English beside the options that they describe. The sentences of another language are looked up by
the English ones, in the folders ``help`` and ``usage`` of `electsched.i18n`, when help or an error is printed.
"""
