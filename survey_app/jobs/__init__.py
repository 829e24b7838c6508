"""Work that takes longer than a page may: done in the background, its file fetched by the owner.

To add a kind of work:

1. In the feature write `jobs.py` with a function ``(task: Task) -> Made``. It reads
   ``task.parameters``, opens sessions of ``task.database``, calls ``task.report(done, expected)``
   as often as it likes, writes its file to ``task.path`` and returns ``Made(name, media_type)``
   (or ``Made(note="…")`` for work without a file). An expected `SurveyError` becomes the sentence
   that the owner reads. It may be started again from the beginning at any time, after a crash of
   the machine too, so what it changes must be safe to repeat.
2. Name it: ``KINDS = (JobKind("feature.what", _l("What it makes"), function),)`` and add that tuple
   to ``JOB_KINDS`` in `app.py`.
3. In a view call ``jobs.service.enqueue(session, …)`` and lead to ``url_for("jobs.index")``.
"""
