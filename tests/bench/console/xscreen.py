# SPDX-License-Identifier: GPL-3.0-or-later
"""An X server without a screen, what is seen on it, and keys for it (Xlib and XTest by ctypes)."""

import ctypes
import os
import subprocess
import time

x11 = ctypes.CDLL("libX11.so.6")
xtst = ctypes.CDLL("libXtst.so.6")


class Image(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int),
                ("bitmap_unit", ctypes.c_int), ("bitmap_bit_order", ctypes.c_int),
                ("bitmap_pad", ctypes.c_int), ("depth", ctypes.c_int),
                ("bytes_per_line", ctypes.c_int), ("bits_per_pixel", ctypes.c_int)]


x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
x11.XDefaultRootWindow.restype = ctypes.c_ulong
x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                          ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
x11.XGetImage.restype = ctypes.POINTER(Image)
x11.XDestroyImage.argtypes = [ctypes.POINTER(Image)]
x11.XFlush.argtypes = [ctypes.c_void_p]
x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
x11.XKeysymToKeycode.restype = ctypes.c_ubyte
xtst.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
CONTROL = 0xFFE3
Z_PIXMAP = 2
WIDTH, HEIGHT = 1100, 800


class Screen:
    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.name = ":" + pipe.readline().strip()
        self.display = x11.XOpenDisplay(self.name.encode())
        self.root = x11.XDefaultRootWindow(self.display)
        return self

    def __exit__(self, *_):
        # First, as Xlib ends the program whose server is gone.
        x11.XCloseDisplay(ctypes.c_void_p(self.display))
        self.server.terminate()
        self.server.wait()

    def pixels(self, x=0, y=0, width=WIDTH, height=HEIGHT):
        image = x11.XGetImage(self.display, self.root, x, y, width, height, 0xFFFFFFFF, Z_PIXMAP)
        data = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * image.contents.height)
        x11.XDestroyImage(image)
        return data

    def focus(self):
        """Gives the one window the keys, as no window manager does."""
        subprocess.run(["xdotool", "search", "--onlyvisible", "--name", ".", "windowfocus"], check=False,
                       env={**os.environ, "DISPLAY": self.name}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def key(self, symbol, control=False):
        code = x11.XKeysymToKeycode(self.display, symbol)
        keys = [x11.XKeysymToKeycode(self.display, CONTROL), code] if control else [code]
        for pressed in (1, 0):
            for each in keys if pressed else reversed(keys):
                xtst.XTestFakeKeyEvent(self.display, each, pressed, 0)
        x11.XFlush(self.display)

    def changed_box(self, before, after):
        """The least rectangle that holds all differences, or None."""
        rows = [row for row in range(HEIGHT) if before[row * WIDTH * 4:(row + 1) * WIDTH * 4] != after[row * WIDTH * 4:(row + 1) * WIDTH * 4]]
        if not rows:
            return None
        columns = [column for column in range(WIDTH)
                   if any(before[(row * WIDTH + column) * 4:(row * WIDTH + column) * 4 + 4] != after[(row * WIDTH + column) * 4:(row * WIDTH + column) * 4 + 4]
                          for row in rows)]
        return columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1

    def wait_for_change(self, box, before, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.pixels(*box) != before:
                return True
        return False
