"""A camera that sees a QR code: a film of one picture for Chromium's fake device."""

from survey_app.invitations.qr import matrix

WIDTH, HEIGHT, SCALE = 640, 480, 10
WHITE, BLACK, GREY = b"\xeb", b"\x10", b"\x80"


def flags(film):
    """Return what makes Chromium take a film for its camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def film_of(link, path):
    """Write a film that shows the QR code of a link, in YUV 4:2:0."""
    modules = matrix(link)
    size = len(modules) * SCALE
    left, top = (WIDTH - size) // 2, (HEIGHT - size) // 2
    blank = WHITE * WIDTH
    lines = [
        WHITE * left + b"".join((BLACK if dark else WHITE) * SCALE for dark in row)
        for row in modules
    ]
    below = HEIGHT - top - size
    picture = b"".join(
        [blank * top, *(line.ljust(WIDTH, WHITE) * SCALE for line in lines), blank * below]
    )
    colours = GREY * (WIDTH * HEIGHT // 2)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + (b"FRAME\n" + picture + colours) * 2)
    return path
