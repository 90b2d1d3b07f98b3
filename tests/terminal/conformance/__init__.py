# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a terminal that run inside it: they write sequences and ask what became of them."""
