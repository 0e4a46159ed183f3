<?php
// The same certificate made with TCPDF: text, table, QR and photo frame; no ornament, tags or PDF/A, as with ReportLab.
// Arguments: a JSON list of snapshots, the folder of the fonts, an output folder. For each input line "first count",
// makes that many certificates and prints the processor milliseconds per certificate and the bytes of one.

[, $list, $fonts, $folder] = $argv;
define('K_PATH_FONTS', "$folder/");
require 'tcpdf/tcpdf.php';
// The default font of TCPDF, needed before any other is chosen.
copy(dirname((new ReflectionClass('TCPDF'))->getFileName()) . '/fonts/helvetica.php', "$folder/helvetica.php");

$font = [];
foreach (['PublicSans-Regular', 'PublicSans-SemiBold', 'EBGaramond-Medium', 'EBGaramond-SemiBold'] as $name) {
    $font[$name] = TCPDF_FONTS::addTTFfont("$fonts/$name.ttf", 'TrueTypeUnicode', '', 32, "$folder/");
}
[$sans, $bold, $serif, $serifBold] = array_values($font);
$snapshots = json_decode(file_get_contents($list), true);

function text(TCPDF $page, string $font, float $size, float $left, float $top, string $text, float $width = 0): void
{
    $page->SetFont($font, '', $size);
    $page->SetXY($width ? $left - $width / 2 : $left, $top - $size * 0.4);
    $page->Cell($width, 0, $text, 0, 0, $width ? 'C' : 'L');
}

function lines(TCPDF $page, string $font, float $left, float $top, array $lines): void
{
    foreach ($lines as $number => $text) {
        text($page, $font, 8.5, $left, $top + 4.6 * $number, $text);
    }
}

function printed(array $words): string
{
    global $sans, $bold, $serif, $serifBold;
    $page = new TCPDF('L', 'mm', 'A4');
    $page->setPrintHeader(false);
    $page->setPrintFooter(false);
    $page->SetAutoPageBreak(false);
    // The subsets that TCPDF makes of these fonts are unreadable, so whole fonts are embedded.
    $page->setFontSubsetting(false);
    $page->SetTitle("Sertifikat Pelatihan {$words['number']}");
    $page->SetAuthor($words['issuer']['name']);
    $page->AddPage();
    $middle = [
        [$bold, 11, 49, $words['issuer']['name']], [$serifBold, 34, 62, 'SERTIFIKAT PELATIHAN'],
        [$sans, 9.5, 75, "Nomor {$words['number']}"], [$sans, 9.5, 84, 'diberikan kepada'],
        [$serif, 30, 96, $words['holder']['name']], [$sans, 9.5, 106, $words['holder']['birth']],
        [$sans, 9.5, 114, $words['statement']], [$serifBold, 19, 122, $words['program']['name']],
    ];
    foreach ($middle as [$font, $size, $top, $text]) {
        text($page, $font, $size, 148.5, $top, $text, 260);
    }
    foreach ([59, 117, 175, 226] as $place => $left) {
        text($page, $sans, 7.5, $left, 132, $words['facts'][$place]['label'], 58);
        text($page, $bold, 11, $left, 138, $words['facts'][$place]['value'], 58);
    }
    $page->write2DBarcode($words['check']['url'], 'QRCODE,M', 27, 161.5, 25.5, 25.5);
    $page->Rect(133.5, 147, 30, 40);
    lines($page, $sans, 57, 164, ['Periksa keaslian', 'Pindai kode QR atau buka', $words['check']['address'],
                                  'dan ketik kode', ...$words['check']['code']]);
    sign($page, 197, 150, $words['place_date'], $words['signatory']);
    $page->AddPage();
    text($page, $serifBold, 21, 20, 27, 'DAFTAR UNIT KOMPETENSI');
    lines($page, $sans, 20, 41, ['Nama', $words['holder']['name']]);
    lines($page, $sans, 122, 41, ['Program pelatihan', $words['program']['name']]);
    lines($page, $sans, 198, 41, ['Nomor sertifikat', $words['number']]);
    $rows = [['No', 'Kode Unit', 'Judul Unit', 'JP', 'Hasil']];
    foreach ($words['units'] as $number => $unit) {
        $rows[] = [(string) ($number + 1), $unit['code'], $unit['title'], $unit['hours'], $unit['result']];
    }
    $rows[] = ['', '', 'Jumlah jam pelajaran', $words['total_hours'], ''];
    $page->SetXY(20, 51.5);
    foreach ($rows as $number => $row) {
        $page->SetFont($number ? $sans : $bold, '', $number ? 9 : 8.5);
        $page->SetX(20);
        foreach ([13, 45, 157, 20, 22] as $column => $width) {
            $page->Cell($width, 7.2, $row[$column], 'B', $column == 4 ? 1 : 0);
        }
    }
    $page->write2DBarcode($words['check']['url'], 'QRCODE,M', 257, 21.5, 20, 20);
    lines($page, $sans, 20, 156, ['Keterangan', ...$words['notes']]);
    sign($page, 204, 155, $words['place_date'], $words['second']);
    lines($page, $sans, 20, 204, [$words['foot']]);
    lines($page, $sans, 250, 204, ['Lembar 2 dari 2']);
    return $page->Output('', 'S');
}

function sign(TCPDF $page, float $left, float $top, string $place, array $person): void
{
    global $sans;
    lines($page, $sans, $left, $top, [$place, ...$person['office']]);
    lines($page, $sans, $left, $top + 33, [$person['name'], $person['number']]);
}

function milliseconds(): float
{
    $used = getrusage();
    return ($used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec']) * 1000
        + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1000;
}

while (($asked = fgets(STDIN)) !== false) {
    [$first, $count] = array_map('intval', explode(' ', $asked));
    $began = milliseconds();
    for ($number = $first; $number < $first + $count; $number++) {
        $content = printed($snapshots[$number % count($snapshots)]);
    }
    echo (milliseconds() - $began) / $count, ' ', strlen($content), "\n";
}
