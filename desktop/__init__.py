"""The top storey: what people see. Qt lives here and in no other package.

May import core and resources; nobody imports desktop. It is empty until the window comes: app, bootstrap, window,
screens/<noun>, then widgets, theme and tasks, each importing only what stands below it.
"""
