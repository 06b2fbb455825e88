from PySide6.QtWidgets import QApplication
from tests.support.driver import *
def test_try(inside):
    d = inside("scored")
    print(QApplication.focusWidget(), d.frame.isActiveWindow(), QApplication.activeWindow(), d.frame.focusWidget())
    d.do(KEYS.Key_K, held=CTRL)
    print(d.frame.palette_.isVisible())
    d.do(KEYS.Key_Escape)
    d.do(KEYS.Key_3, held=CTRL)
    print(d.frame.page_name)
    print(d.frame.focusWidget())
