// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"

#include <QApplication>
#include <QFont>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// `@name` stands for a colour of the palette.
const QString sheet = uR"(
QMainWindow, QDialog, #startPage, #roomStack, #sideRail { background: @window; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px; }
QMenuBar { background: @window; border-bottom: 1px solid @line; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @raised; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QDockWidget::title { background: @window; padding: 6px 12px; border-bottom: 1px solid @line; }

QLabel[role="title"] { font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; font-size: @titleSize; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="section"] { color: @muted; font-weight: 600; }

QPushButton, QToolButton[look="button"] {
  background: @raised; color: @text; border: 1px solid @line; border-radius: 6px;
  padding: 5px 12px; min-height: 18px; }
QPushButton:hover, QToolButton[look="button"]:hover { border-color: @accent; }
QPushButton:pressed, QToolButton[look="button"]:pressed { background: @selection; }
QPushButton:disabled, QToolButton[look="button"]:disabled { color: @faint; background: @window; }
QPushButton:focus, QToolButton[look="button"]:focus { border: 2px solid @accent; padding: 4px 11px; }
QToolButton[look="primary"] {
  background: @accent; color: @onAccent; border: 1px solid @accent; border-radius: 6px;
  padding: 5px 12px; min-height: 18px; font-weight: 600; }
QToolButton[look="primary"]:hover { background: @accentHover; }
QToolButton[look="primary"]:focus { border: 2px solid @text; padding: 4px 11px; }
QToolButton[look="primary"]:disabled { background: @window; color: @faint; border-color: @line; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:focus { border: 2px solid @text; }
QPushButton[primary="true"]:disabled { background: @window; color: @faint; border-color: @line; }
QPushButton[destructive="true"] { color: @danger; border-color: @danger; }
QPushButton[destructive="true"]:disabled { color: @faint; border-color: @line; }
QPushButton[flat="true"], QToolButton[look="flat"] {
  background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; }
QToolButton[look="flat"]:hover, QPushButton[flat="true"]:hover { background: @selection; }
QToolButton[look="flat"]:checked { background: @selection; }
QToolButton[look="flat"]:focus, QPushButton[flat="true"]:focus { border-color: @accent; }
QToolButton[look="flat"]::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser {
  background: @surface; color: @text; border: 1px solid @line; border-radius: 6px; padding: 4px 8px;
  selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit[wrong="true"] { border-color: @danger; }
QComboBox, QSpinBox { background: @surface; color: @text; border: 1px solid @line; border-radius: 6px; padding: 4px 8px; min-height: 18px; }
QComboBox:hover, QSpinBox:hover { border-color: @muted; }
QComboBox:focus, QSpinBox:focus { border-color: @accent; }
QComboBox:disabled, QSpinBox:disabled { background: @window; color: @faint; }
QSpinBox { padding-right: 24px; }
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: border; width: 22px; border: 0; background: transparent; }
QSpinBox::up-button { subcontrol-position: top right; margin-top: 3px; }
QSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 3px; }
QSpinBox::up-arrow { image: url(@up); width: 11px; height: 11px; }
QSpinBox::down-arrow { image: url(@arrow); width: 11px; height: 11px; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url(@arrow); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @line; selection-background-color: @selection; selection-color: @text; }
QCheckBox:focus { color: @accent; }
QCheckBox::indicator, QAbstractItemView::indicator {
  width: 13px; height: 13px; border: 1px solid @muted; border-radius: 3px; background: @surface; }
QAbstractItemView::indicator { position: relative; left: -5px; }
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border-color: @accent; image: url(@checked); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: @muted; }
QCheckBox::indicator:disabled { border-color: @line; background: @window; }

QAbstractItemView { background: @surface; alternate-background-color: @stripe; border: 1px solid @line;
  border-radius: 6px; selection-background-color: @selection; selection-color: @text; outline: 0; }
QListView::item { padding: 4px; }
QListView::item:hover, QTreeView::item:hover { background: @hover; }
QListView::item:selected, QTreeView::item:selected { background: @selection; color: @text; }
QHeaderView::section { background: @window; color: @muted; border: 0; border-bottom: 1px solid @line;
  padding: 5px 8px; font-weight: 600; }
QTableView { gridline-color: transparent; }
QTableView::item, QTreeView::item { border: 0; padding: 4px 8px; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @line; }
QProgressBar { background: @selection; border: 0; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
#fileBrowser #stateText { border: 1px solid transparent; }
#fileBrowser #stateText:focus { border-color: @accent; }
QTabBar::tab { padding: 5px 12px; border-bottom: 2px solid transparent; color: @muted; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::scroller { width: 56px; }
#ScrollLeftButton, #ScrollRightButton { background: @surface; border: 0; border-left: 1px solid @line; border-radius: 0; }

#titleStrip { background: @surface; border-bottom: 1px solid @line; }
#titleStrip[production="true"] { border-bottom: 3px solid @production; }
#environmentChip { border: 1px solid @line; border-radius: 6px; padding: 3px 10px; color: @muted; }
#environmentChip[production="true"] { border: 2px solid @production; color: @production; font-weight: 600; }
#sideRail { border-right: 1px solid @line; }
#sideRail QToolButton { border: 0; border-left: 3px solid transparent; padding: 8px 4px; color: @muted; }
#sideRail QToolButton:checked { border-left-color: @accent; color: @text; background: @selection; font-weight: 600; }
#sideRail QToolButton:hover { background: @selection; }
#sideRail QToolButton:focus { color: @accent; }
#slideOver { background: @surface; border-left: 1px solid @line; }
#stepPanel, #stepDetails { background: @surface; }
#logStrip { background: @surface; border-top: 1px solid @line; }
#logText, #stripText { background: @surface; border: 0; border-radius: 0; }
#whatText { background: @window; }

#questionBar[tone="red"], #promptBar[tone="red"] { background: @failFill; border: 0; border-left: 6px solid @failEdge; border-bottom: 1px solid @failEdge; }
#questionBar[tone="amber"], #promptBar, #interruptedBar {
  background: @waitFill; border: 0; border-left: 6px solid @waitEdge; border-bottom: 1px solid @waitEdge; }
#questionBar QLabel, #promptBar QLabel, #interruptedBar QLabel, #questionBar QCheckBox, #promptBar QCheckBox { color: @text; }
#questionBar #questionHeadline { font-weight: 600; text-align: left; border: 0; background: transparent; padding: 0; color: @text; }
#questionBar #questionHeadline:focus { text-decoration: underline; }
#productionPanel { border: 2px solid @production; border-radius: 6px; }
#errorPanel { background: @failFill; border: 0; border-left: 6px solid @failEdge; }
#progressPanel { background: @raised; border: 1px solid @line; border-radius: 6px; }
#noticeBar { background: @failFill; border-left: 6px solid @failEdge; }
#noticeBar[tone="news"] { background: @selection; border-left: 6px solid @accent; }
#planProblems { border-bottom: 1px solid @line; background: @failFill; }
#commandPalette { background: @raised; border: 1px solid @line; }
#recordedStrip, #searchStrip { background: @surface; border-bottom: 1px solid @line; }
#envHead, #rowBar, #issuesHead, #lensHead, #compareHead, #codeHead, #findBar { background: @surface; border-bottom: 1px solid @line; }
#rowBar { border-bottom: 0; border-top: 1px solid @line; }
#envStatus { background: @surface; border-top: 1px solid @line; }
#tablePane, #issuesPane, #lensPane, #envComparePage, #envFilesPage, #listPane, #envEditPage { background: @surface; }
#envTable, #issuesList, #lensTable, #compareTable, #filesList, QPlainTextEdit[look="code"] { border: 0; border-radius: 0; padding: 0; }
#envTable::item { padding: 0 8px; }
QLineEdit[look="cell"] { border-radius: 0; padding: 0 4px; }
#envDangers { background: @waitFill; border: 0; border-left: 6px solid @waitEdge; border-bottom: 1px solid @waitEdge; }
#envNotice { background: @selection; border: 0; border-left: 6px solid @accent; border-bottom: 1px solid @line; }
#envDangers QLabel, #envNotice QLabel { color: @text; }
#serversRoomHead, #serversHead, #paneHead, #castBar { background: @surface; border-bottom: 1px solid @line; }
#castBar { border-bottom: 0; border-top: 1px solid @line; }
#paneHead[current="true"] { background: @selection; }
#serversPanel, #recordingsPage, #forwardsPage { background: @surface; }
#serversPanel { border-right: 1px solid @line; }
#serversButtons { border-top: 1px solid @line; }
#serversTree { border: 0; border-radius: 0; }
#serversTree::item { padding: 2px 4px; }
#paneBroadcast, #broadcastLabel { color: @waitText; }
#paneRecording { color: @danger; }
#paneNotice, #serversNotice { background: @waitFill; border: 0; border-left: 6px solid @waitEdge; border-bottom: 1px solid @waitEdge; }
#paneNotice QLabel, #serversNotice QLabel { color: @text; }
#terminalSearchBar { background: @raised; border: 1px solid @line; border-top: 0; border-bottom-left-radius: 6px; border-bottom-right-radius: 6px; }
#pasteBar { background: @waitFill; border: 0; border-left: 6px solid @waitEdge; border-top: 1px solid @waitEdge; }
#pasteBar QLabel { color: @text; }
slipway--RoadmapControls { background: @raised; border: 1px solid @line; border-radius: 6px; }
)"_s;

} // namespace

QString styleSheetOf(ThemeMode mode)
{
    const Palette &palette = Palette::of(mode);
    const StateLook failed = lookOf(StepState::Failed, mode);
    const StateLook waiting = lookOf(StepState::Waiting, mode);
    const std::array<std::pair<QString, QColor>, 20> colours{{
        {u"@window"_s, palette.window},
        {u"@surface"_s, palette.surface},
        {u"@raised"_s, palette.raised},
        {u"@line"_s, palette.line},
        {u"@text"_s, palette.text},
        {u"@muted"_s, palette.mutedText},
        {u"@faint"_s, mix(palette.mutedText, palette.window, 0.4)},
        {u"@accentHover"_s, mix(palette.accent, palette.text, 0.15)},
        {u"@accent"_s, palette.accent},
        {u"@onAccent"_s, palette.onAccent},
        {u"@selection"_s, palette.selection},
        {u"@hover"_s, mix(palette.surface, palette.selection, 0.5)},
        {u"@production"_s, palette.production},
        {u"@stripe"_s, mix(palette.surface, palette.window, 0.5)},
        {u"@danger"_s, failed.foreground},
        {u"@failFill"_s, mix(palette.surface, failed.fill, 0.18)},
        {u"@failEdge"_s, failed.border},
        {u"@waitFill"_s, mix(palette.surface, waiting.fill, 0.28)},
        {u"@waitEdge"_s, waiting.border},
        {u"@waitText"_s, waiting.foreground},
    }};
    QString text = sheet;
    const double titleSize = QApplication::font().pointSizeF() * measure::titleType;
    const QString suffix = mode == ThemeMode::Dark ? u"-dark.svg"_s : u"-light.svg"_s;
    for (const QString &picture : {u"checked"_s, u"arrow"_s, u"up"_s})
        text.replace(u'@' + picture, u":/sheet/"_s + picture + suffix);
    text.replace(u"@titleSize"_s, u"%1pt"_s.arg(titleSize));
    for (const auto &[name, colour] : colours)
        text.replace(name, colour.name());
    return text;
}

} // namespace slipway
